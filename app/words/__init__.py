"""Every sentence a person reads, in Korean and English. Code names a sentence by its key; only this room holds text."""

from app.words.catalogue import catalogue, has, languages, sentences
from app.words.language import Language, negotiate
from app.words.sentence import say

__all__ = ["Language", "catalogue", "has", "languages", "negotiate", "say", "sentences"]
