"""The provider that gazelle loads."""

PackageMetadataInfo = provider(
    doc = "Where a package comes from and under which licence: nothing here reads it.",
    fields = ["attributes", "files", "metadata"],
)
