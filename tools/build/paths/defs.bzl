"""Macros that make a go_test of each path. Called by BUILD files that gazelle writes."""

load("@rules_go//go:def.bzl", "GoArchive")
load(":availability.bzl", "availability_on")
load(":available.bzl", "PAIRS", "REPOSITORIES", "common_machine", "in_real_time", "reason_to_skip", "target_on", "unmet_constraint")
load(":edges.bzl", "EDGES")
load(":inputs.bzl", "reruns")
load(":path_test.bzl", "go_test", "shared_test")
load(":pool.bzl", "PATH_EXEC_PROPERTIES")

def path_tests(name, paths, pairs = [], slow = {}, cannot_run = {}):
    """Makes a target of each path: a go_test, incompatible if QEMU lacks a part that it needs.

    A named QEMU has targets of its own, with its name after the path's: PATH@NAME. So has a test of two QEMUs with a named
    one as its second: PATH@to-NAME.

    Args:
      name: of the target that lists the paths.
      paths: the paths of this package's tests, by their wants of QEMU besides the machine. Those that differ in their last
        element alone are one, as in "…/sdhci-tests/{registers,reset}".
      pairs: the tests of two QEMUs.
      slow: the same as paths, of those that run only on request (--test_tag_filters=slow).
      cannot_run: those that no QEMU can run, and why.
    """
    lines = []
    skipped = {qemu: [] for qemu in REPOSITORIES.keys() + PAIRS.keys()}
    all_paths = []
    for wants, path, is_slow in _each(paths, False) + _each(slow, True):
        all_paths.append(path)
        pair = any([path.endswith("/" + test) for test in pairs])
        for qemu in REPOSITORIES.keys() + (PAIRS.keys() if pair else []):
            reason = _path_test(qemu, path, wants, is_slow, cannot_run.get(path))
            if reason:
                skipped[qemu].append("%s %s" % (path, reason))
        line = "//%s:%s [%s]" % (native.package_name(), path, wants)
        if pair:
            line += " (two QEMUs)"
        if is_slow:
            line += " (slow)"
        if path in cannot_run:
            line += " (%s)" % cannot_run[path]
        lines.append(line)
    library = ":" + native.package_name().split("/")[-1]
    _path_list(
        name = name,
        library = library,
        lines = lines,
        visibility = ["//tests:__pkg__"],
    )
    for qemu, lines in skipped.items():
        _path_list(
            name = target_on(name + ".skipped", qemu),
            library = library,
            lines = lines,
            visibility = ["//tests:__pkg__"],
        )

    # Only for queries: a target that a wildcard finds must not name a skipped path.
    native.test_suite(
        name = name + "_suite",
        tags = ["manual"],
        tests = all_paths,
        visibility = ["//tests:__pkg__"],
    )

def _each(paths, slow):
    """Returns the single paths of an argument of path_tests, with their wants and whether they are slow."""
    each = []
    for wants, some in paths.items():
        for path in some:
            head, _, ends = path.removesuffix("}").partition("{")
            each += [(wants, head + end, slow) for end in ends.split(",")]
    return each

def _path_test(qemu, path, wants, slow, no_qemu):
    """Makes the target of a path on a QEMU, or a pair. Returns why that cannot run it, "" if it can."""
    elements = path.split("/")
    nodes = ["/".join(elements[:2])]
    packages = {package: True for package in EDGES[nodes[0]]}
    for element in elements[2:]:
        edge = EDGES.get(nodes[-1] + "/" + element)
        if edge == None:
            break  # the name of the test begins
        packages.update({package: True for package in edge})
        nodes.append(element)
    pair = PAIRS.get(qemu)
    first = pair.first if pair else qemu
    reason = reason_to_skip(first, nodes, wants)
    if not reason and no_qemu:
        _, _, reason = no_qemu.partition(": ")
    repository = REPOSITORIES[first]
    bundle = "%s//:%s" % (repository, elements[0])
    second = []
    on_pair = {}
    if pair:
        second = ["%s//:%s" % (pair.repository, elements[0])]
        if not reason:
            reason = reason_to_skip(pair.second, nodes, wants)
            if reason:
                reason = "the second QEMU: " + reason
        if not reason:
            machine, reason = common_machine(pair, nodes[0])
            on_pair = {
                "machine": machine,
                "real_time": in_real_time(pair, elements[0]),
                "second": second[0] + ".json",
            }
    programs = ["%s//:%s" % (repository, want.removeprefix("program ")) for want in wants.split(", ") if want.startswith("program ")]
    go_test(
        name = target_on(path, qemu),
        path = path,
        # By memory: QEMU takes about 100 MB, independent of its machine's memory. A path takes a second; the
        # time limit is for a busy machine.
        size = "medium",
        timeout = "long" if slow else "short",
        binary = _binary(packages.keys()),
        data = [bundle] + second + programs,
        exec_properties = PATH_EXEC_PROPERTIES,
        manifest = bundle + ".json",
        # One path, one QEMU: other processes must not reach it.
        tags = ["block-network", "path", elements[0]] + nodes + (["slow"] if slow else []) + ["@" + part for part in qemu.split("@") if part],
        target_compatible_with = [unmet_constraint(reason)] if reason else [],
        **on_pair
    )
    return reason

def _binary(packages):
    """Returns the name of the binary of the nodes' packages and this one. The first path makes it."""
    name = "binary/" + ("-".join([package.split("/")[-1] for package in packages]) or "no-nodes")
    if native.existing_rule(name):
        return name
    packages = packages + ["//" + native.package_name()]
    _binary_source(
        name = name + ".source",
        out = name + "_test.go",
        packages = ["github.com/qgraph/qgraph/" + package[2:] for package in packages],
        tags = ["manual"],
    )
    shared_test(
        name = name,
        srcs = [name + ".source"],
        tags = ["manual"],
        visibility = ["//visibility:private"],
        deps = ["//tools/run/pathtest"] + packages,
    )
    return name

def _binary_source_impl(ctx):
    imports = []
    registers = []
    for i, package in enumerate(sorted(ctx.attr.packages)):
        imports.append('\tp%d "%s"' % (i, package))
        registers.append("p%d.Register" % i)
    ctx.actions.write(ctx.outputs.out, """package path_test

import (
\t"testing"

{imports}
\t"github.com/qgraph/qgraph/tools/run/pathtest"
)

func TestMain(m *testing.M) {{ pathtest.Main(m) }}

func Test(t *testing.T) {{
\tpathtest.Run(t, {registers})
}}
""".format(
        imports = "\n".join(imports),
        registers = ", ".join(registers),
    ))
    return [DefaultInfo(files = depset([ctx.outputs.out]))]

_binary_source = rule(
    implementation = _binary_source_impl,
    attrs = {
        "out": attr.output(mandatory = True),
        "packages": attr.string_list(mandatory = True),
    },
    doc = "Writes the source of a binary: a call with the packages of its paths' nodes.",
)

def _path_list_impl(ctx):
    # A path's target sees drivers and machines, so visibility cannot keep the test itself from them.
    for dep in ctx.attr.library[GoArchive].direct:
        folder = dep.data.label.package.split("/")[0]
        if folder in ["drivers", "machines"]:
            fail("%s imports %s: a test names the interface that it needs (libqos/X), never its producer" %
                 (ctx.attr.library.label, dep.data.label))
    out = ctx.actions.declare_file(ctx.label.name + ".txt")
    ctx.actions.write(out, "".join([line + "\n" for line in ctx.attr.lines]))
    return [DefaultInfo(files = depset([out]))]

_path_list = rule(
    implementation = _path_list_impl,
    attrs = {
        "library": attr.label(mandatory = True, providers = [GoArchive]),
        "lines": attr.string_list(mandatory = True),
    },
    doc = "Lists the paths of a test package, and checks the package's imports against those allowed in a test.",
)

def path_lists(name, srcs):
    """Gathers the lists of all test packages, for the test that they are complete.

    Args:
      name: of the target.
      srcs: the targets that list paths.
    """
    native.filegroup(
        name = name,
        srcs = srcs,
        visibility = ["//tools/build/gazelle:__pkg__"],
    )
    for qemu in REPOSITORIES.keys() + PAIRS.keys():
        native.filegroup(
            name = target_on("skipped", qemu),
            srcs = [target_on(src + ".skipped", qemu) for src in srcs],
            visibility = ["//tools/build/availability:__pkg__"],
        )

    reruns(name = "reruns", suites = [src + "_suite" for src in srcs])

    # Incompatible targets are skipped in silence: a run of //tests/... gets the reasons, and a failure if
    # every path is skipped.
    native.test_suite(
        name = "availability",
        tests = ["//tools/build/availability:availability_test"],
    )
    for qemu, repository in REPOSITORIES.items():
        if qemu:
            availability_on(
                name = target_on("availability", qemu),
                probe = repository + "//:probe.json",
                qemu = qemu,
                skipped = target_on(":skipped", qemu),
            )
    for name, pair in PAIRS.items():
        availability_on(
            name = target_on("availability", name),
            probe = REPOSITORIES[pair.first] + "//:probe.json",
            qemu = name,
            second = pair.repository + "//:probe.json",
            skipped = target_on(":skipped", name),
        )
