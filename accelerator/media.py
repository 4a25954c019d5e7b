"""Where photos and share pictures are kept: in a folder, or in a bucket that speaks S3 (the extra `s3`)."""

from importlib.util import find_spec
from typing import Any

from accelerator.environment import Environment


def media_storage(env: Environment) -> dict[str, Any]:
    """Return the default storage's settings; the portal serves every file itself, so a bucket stays private."""
    if env.choice("MEDIA_STORAGE", ("folder", "s3"), default="folder") == "folder":
        return {"BACKEND": "accelerator.base.common.media.WholeFileStorage"}
    if find_spec("storages") is None:
        env.refuse("MEDIA_STORAGE", "is s3, for which the packages of requirements-extras.lock are needed")
    env.together("S3_ACCESS_KEY", "S3_SECRET_KEY")
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": env.needed("S3_BUCKET", "portal-media", default="media"),
            "endpoint_url": env.web_address("S3_ENDPOINT", "https://s3.example.org") or None,
            "region_name": env.text("S3_REGION") or None,
            "access_key": env.text("S3_ACCESS_KEY") or None,
            "secret_key": env.text("S3_SECRET_KEY") or None,
            "default_acl": "private",
            "file_overwrite": True,  # the portal names its files: a second write is the same file
        },
    }
