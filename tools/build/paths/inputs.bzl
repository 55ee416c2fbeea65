"""The inputs of a path, by Bazel's own queries."""

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

# One of each kind. A change of it reruns the paths that depend on it.
_CHANGED = [
    "//drivers/i440fx",
    "//drivers/sdhcipci",
    "//libqos/device/storage/sdhci",
    "//machines/raspi2b",
    "//tests/sdhci",
]

def reruns(name, suites):
    """Lists, for some packages, the paths that a change of the package reruns: NAME_PACKAGE is such a list.

    Args:
      name: of the filegroup with the lists.
      suites: the test suites that have all paths.
    """
    lists = []
    for package in _CHANGED:
        lists.append("%s_%s" % (name, package[2:].replace("/", "_")))
        native.genquery(
            name = lists[-1],
            expression = 'kind("go_test rule", rdeps(set(%s), %s:%s))' % (" ".join(suites), package, package.split("/")[-1]),
            scope = suites,
            tags = ["manual"],
            testonly = True,
        )
    native.filegroup(
        name = name,
        srcs = lists,
        tags = ["manual"],
        testonly = True,
        visibility = ["//tools/build/paths:__pkg__"],
    )
