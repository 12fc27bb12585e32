"""Names of the fields of an article in tables, JSON records and front matter, in six languages.

All such names stand here. They are compared without case, accents and separators, so `publishDate`,
`Publish date` and `publish_date` are the same name.
"""

from __future__ import annotations

import functools
import re
from enum import StrEnum

from digest.text import fold


class Field(StrEnum):
    """A field of an article. PUBLISHED_UTC and UPDATED_UTC: dates in UTC without saying so."""

    TITLE = "title"
    URL = "url"
    PUBLISHED_UTC = "published utc"
    PUBLISHED = "published"
    UPDATED_UTC = "updated utc"
    UPDATED = "updated"
    AUTHORS = "authors"
    TOPICS = "topics"
    SUMMARY = "summary"
    CONTENT = "content"
    IMAGE = "image"
    ALT = "alt"
    LANGUAGE = "language"
    GUID = "guid"
    DRAFT = "draft"
    STATUS = "status"


# For each field its names, the most specific first: English, then Spanish, French, Portuguese, German, Italian.
_NAMES = {
    Field.TITLE: "headline title heading titulo titular titre manchete titel uberschrift schlagzeile titolo",
    Field.URL: (
        "url link permalink canonicalurl canonical canonicallink externalurl weburl webaddress weblink href "
        "uri address enlace lien endereco ligacao webadresse adresse indirizzo collegamento"
    ),
    Field.PUBLISHED_UTC: "dategmt publisheddategmt",
    Field.PUBLISHED: (
        "datepublished publishdate publisheddate publishedat publishedon publicationdate publishedtime pubdate "
        "published pubblicato date datetime dateposted posted postedon postedat createdat created creationdate "
        "datecreated issued fechadepublicacion fechapublicacion publicado publicadoel fecha datedepublication "
        "datepublication publie publiele datadepublicacao datapublicacao publicadoem data "
        "veroffentlichungsdatum erscheinungsdatum veroffentlicht veroffentlichtam datum "
        "datadipubblicazione datapubblicazione pubblicatoil"
    ),
    Field.UPDATED_UTC: "modifiedgmt",
    Field.UPDATED: (
        "datemodified lastmod lastmodified lastmodifiedat lastupdated lastupdate updatedate updateddate updatedat "
        "updatedon updated dateupdated modifieddate modifiedat modified fechadeactualizacion actualizado "
        "modificado datedemodification misajour misajourle modifie atualizado aktualisiert aktualisiertam "
        "geandert geandertam anderungsdatum aggiornato aggiornatoil modificato ultimamodifica"
    ),
    Field.AUTHORS: (
        "authors author authorname byline writers writer reporter journalist creator by autores autor autora "
        "escritor auteurs auteur auteure redacteur redator verfasser autoren autorin autori autore scrittore"
    ),
    Field.TOPICS: (
        "topics topic sections section sectionname categories category categoryname tags tag taglist keywords desk labels "
        "temas tema secciones seccion categorias categoria etiquetas etiqueta themes theme rubriques rubrique "
        "sujets sujet motscles secoes secao assunto assuntos themen thema ressort rubrik kategorien kategorie "
        "schlagworte schlagworter argomenti argomento sezioni sezione categorie etichette"
    ),
    Field.SUMMARY: (
        "summary excerpt dek deck standfirst abstract teaser trailtext blurb description shortdescription metadescription "
        "subtitle subheadline resumen extracto entradilla bajada descripcion subtitulo resume extrait chapo "
        "chapeau accroche soustitre resumo linhafina descricao zusammenfassung kurztext vorspann anriss "
        "beschreibung untertitel sommario riassunto estratto descrizione sottotitolo"
    ),
    Field.CONTENT: (
        "contenthtml content body bodyhtml html fulltext text contenttext bodytext contenido cuerpo texto contenu "
        "corps texte conteudo corpo inhalt volltext contenuto testo"
    ),
    Field.IMAGE: (
        "image imageurl imageuri imagesrc imagelink images featuredimage featuredimageurl jetpackfeaturedmediaurl "
        "leadimage heroimage hero coverimage cover bannerimage banner ogimage socialimage teaserimage picture "
        "pictures pictureurl photo photos photourl thumbnail thumbnailurl thumb img imagen foto fotos fotografia "
        "vignette imagem bild bilder titelbild immagine immagini"
    ),
    Field.ALT: (
        "imagealt imagealttext imagedescription picturealt photoalt alttext alt coveralt bannerimagealt "
        "heroimagealt alternativetext textoalternativo textealternatif alternativtext testoalternativo"
    ),
    Field.LANGUAGE: "language lang locale langcode inlanguage idioma langue sprache lingua",
    Field.GUID: "guid id uuid identifier identificador identifiant kennung",
    Field.DRAFT: "draft isdraft borrador brouillon rascunho entwurf bozza",
    Field.STATUS: "status poststatus estado statut stato",
}
_FIELDS = {name: (field, rank) for field, names in _NAMES.items() for rank, name in enumerate(names.split())}
_PREFIX = re.compile(r"(?:post|article|articulo|story|entry|item|web|og|dc|dcterms)(?=.)")


def field_named(name: str) -> Field | None:
    """Return the field of an article that `name` stands for, or None."""
    found = ranked_field(name)
    return found[0] if found else None


@functools.lru_cache(maxsize=4096)
def ranked_field(name: str) -> tuple[Field, int] | None:
    """Return the field that `name` stands for and the rank of that name, 0 for the most specific, or None."""
    key = fold(name[:80].replace("_", " ")).replace(" ", "")
    return _FIELDS.get(key) or _FIELDS.get(_PREFIX.sub("", key, count=1))
