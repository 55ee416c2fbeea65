"""What a path is made of, as Bazel itself says."""

def path_inputs(name, path):
    """Lists the packages of nodes that a path's target depends on.

    Args:
      name: of the target that lists them.
      path: the label of the path's target.
    """
    native.genquery(
        name = name,
        expression = 'filter("^//(machines|drivers|tests)/[a-z0-9]+:[a-z0-9]+$", kind("go_library", deps("%s")))' % path,
        scope = [path],
        tags = ["manual"],
        testonly = True,
    )
