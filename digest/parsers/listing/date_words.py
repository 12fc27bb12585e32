"""Words that stand beside dates, in the languages of newsrooms."""

from __future__ import annotations

import functools

from digest import dates

_UPDATED = """
updated update modified revised changed aktualisiert geändert actualizado actualizada modificado
modifié atualizado atualizada aggiornato modificato bijgewerkt zaktualizowano обновлено изменено
güncelleme güncellendi güncellenme oppdatert uppdaterad opdateret actualitzat actualizat تحديث 更新
更新时间 更新日 수정
"""
# "Published on", "à 10 heures", "3 comments", "4 min read": what date lines say besides the date.
_OF_DATE_LINES = """
published publish posted date dated datum on at in the of last first from released added created
publicado publicada publicación publicação fecha el a las los em às de le à mis jour publié publiée
am um vom den uhr stand veröffentlicht erschienen erstellt pubblicato pubblicata il ultimo última
dernière mise dernier ultima letzte zuletzt op gepubliceerd geplaatst opublikowano dodano dnia
опубликовано дата г года yayınlanma tarihi tarih yayın نشر بتاريخ تاريخ النشر في 发布时间 发布日期 发布于 发布 日期
时间 于 公開日 投稿日 掲載日 作成日 등록일 게시일 publicat publisert publicerad udgivet julkaistu vydáno dne zveřejněno
δημοσίευση comment comments comentario comentarios comentário comentários commentaire commentaires
kommentar kommentare commenti commento komentarz komentarze reacties комментарии комментариев yorum
yorumlar no min mins minute minutes read lectura lecture leitura lettura lesezeit leestijd views
shares share pm gmt utc cet cest est edt bst h hrs bearbeiten since today yesterday ago
"""
_JOINING = """
on of in from by until till since before after to for the and am vom bis zum im den el del de al
hasta desde le du au jusqu em do até no na da il dal fino op van tot w z od dnia в с до на от και
fin für und et y e
"""

# The date beside one of these is the date of a change.
UPDATED = frozenset(_UPDATED.split())
# A title does not end in one of these before its date: the date is then a part of the title's sentence.
JOINING = frozenset(_JOINING.split())
_KNOWN = UPDATED.union(_OF_DATE_LINES.split())


@functools.lru_cache(maxsize=4096)
def is_date_word(word: str) -> bool:
    """Return True for a word that belongs to a date, such as "published" or a weekday."""
    return word.casefold() in _KNOWN or (len(word) > 2 and dates.weekday_number(word) is not None)
