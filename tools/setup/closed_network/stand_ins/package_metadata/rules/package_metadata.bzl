"""The macro that gazelle writes into the BUILD file of every Go module it fetches."""

def package_metadata(name, visibility = None, **_kwargs):
    """Stands in for the real rule: a target of that name, with nothing in it.

    Args:
      name: the target's name.
      visibility: the target's visibility.
      **_kwargs: the other attributes of the real rule.
    """
    native.filegroup(
        name = name,
        # A package's default applies to this target too: without this it would describe itself.
        applicable_licenses = [],
        visibility = visibility,
    )
