"""What people call the parts of an article: in a table's columns, a record's keys, a text's front matter.

The wordings stand here and nowhere else. Names are compared without case, accents and marks, so
`publishDate`, `Publish date` and `publish_date` are one.
"""

from __future__ import annotations

import functools
import re

from digest.text import fold

# For each part its names, the most telling first: English, then Spanish, French, Portuguese, German, Italian.
_WORDINGS = {
    "title": "headline title heading titulo titular titre manchete titel uberschrift schlagzeile titolo",
    "url": (
        "url link permalink canonicalurl canonical canonicallink externalurl weburl webaddress weblink href "
        "uri address enlace lien endereco ligacao webadresse adresse indirizzo collegamento"
    ),
    "published utc": "dategmt publisheddategmt",
    "published": (
        "datepublished publishdate publisheddate publishedat publishedon publicationdate publishedtime pubdate "
        "published pubblicato date datetime dateposted posted postedon postedat createdat created creationdate "
        "datecreated issued fechadepublicacion fechapublicacion publicado publicadoel fecha datedepublication "
        "datepublication publie publiele datadepublicacao datapublicacao publicadoem data "
        "veroffentlichungsdatum erscheinungsdatum veroffentlicht veroffentlichtam datum "
        "datadipubblicazione datapubblicazione pubblicatoil"
    ),
    "updated utc": "modifiedgmt",
    "updated": (
        "datemodified lastmod lastmodified lastmodifiedat lastupdated lastupdate updatedate updateddate updatedat "
        "updatedon updated dateupdated modifieddate modifiedat modified fechadeactualizacion actualizado "
        "modificado datedemodification misajour misajourle modifie atualizado aktualisiert aktualisiertam "
        "geandert geandertam anderungsdatum aggiornato aggiornatoil modificato ultimamodifica"
    ),
    "authors": (
        "authors author authorname byline writers writer reporter journalist creator by autores autor autora "
        "escritor auteurs auteur auteure redacteur redator verfasser autoren autorin autori autore scrittore"
    ),
    "topics": (
        "topics topic sections section sectionname categories category categoryname tags tag taglist keywords desk labels "
        "temas tema secciones seccion categorias categoria etiquetas etiqueta themes theme rubriques rubrique "
        "sujets sujet motscles secoes secao assunto assuntos themen thema ressort rubrik kategorien kategorie "
        "schlagworte schlagworter argomenti argomento sezioni sezione categorie etichette"
    ),
    "summary": (
        "summary excerpt dek deck standfirst abstract teaser trailtext blurb description shortdescription metadescription "
        "subtitle subheadline resumen extracto entradilla bajada descripcion subtitulo resume extrait chapo "
        "chapeau accroche soustitre resumo linhafina descricao zusammenfassung kurztext vorspann anriss "
        "beschreibung untertitel sommario riassunto estratto descrizione sottotitolo"
    ),
    "content": (
        "contenthtml content body bodyhtml html fulltext text contenttext bodytext contenido cuerpo texto contenu "
        "corps texte conteudo corpo inhalt volltext contenuto testo"
    ),
    "image": (
        "image imageurl imageuri imagesrc imagelink images featuredimage featuredimageurl jetpackfeaturedmediaurl "
        "leadimage heroimage hero coverimage cover bannerimage banner ogimage socialimage teaserimage picture "
        "pictures pictureurl photo photos photourl thumbnail thumbnailurl thumb img imagen foto fotos fotografia "
        "vignette imagem bild bilder titelbild immagine immagini"
    ),
    "alt": (
        "imagealt imagealttext imagedescription picturealt photoalt alttext alt coveralt bannerimagealt "
        "heroimagealt alternativetext textoalternativo textealternatif alternativtext testoalternativo"
    ),
    "language": "language lang locale langcode inlanguage idioma langue sprache lingua",
    "guid": "guid id uuid identifier identificador identifiant kennung",
    "draft": "draft isdraft borrador brouillon rascunho entwurf bozza",
    "status": "status poststatus estado statut stato",
}
_ROLES = {word: (role, rank) for role, words in _WORDINGS.items() for rank, word in enumerate(words.split())}
_PREFIX = re.compile(r"(?:post|article|articulo|story|entry|item|web|og|dc|dcterms)(?=.)")


def role(name: str) -> str | None:
    """Return the part of an article that is called `name`, or None."""
    found = ranked(name)
    return found[0] if found else None


@functools.lru_cache(maxsize=4096)
def ranked(name: str) -> tuple[str, int] | None:
    """Return the part that is called `name` and how telling that name is, 0 the most; or None."""
    key = fold(name[:80].replace("_", " ")).replace(" ", "")
    return _ROLES.get(key) or _ROLES.get(_PREFIX.sub("", key, count=1))
