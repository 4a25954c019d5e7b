"""Uploads that mean no good, made by code: what each is, its bytes, how it is refused or that it is neutralised."""

from tests.regions.enterprises.hostile.corpus import CORPUS, MARK, Upload, encoded, gradient

__all__ = ["CORPUS", "MARK", "Upload", "encoded", "gradient"]
