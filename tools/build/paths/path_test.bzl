"""The rules of a path's target and of the binary behind it."""

load("@rules_go//go:def.bzl", _rules_go_test = "go_test")

shared_test = rule(
    implementation = lambda ctx: ctx.super(),
    parent = _rules_go_test,
    doc = """A go_test of rules_go by another name, so that kind("go_test rule", ...) lists paths and not their binaries.""",
)

def _go_test_impl(ctx):
    executable = ctx.actions.declare_file(ctx.label.name + "_test")
    ctx.actions.symlink(output = executable, target_file = ctx.executable.binary, is_executable = True)
    manifest = ctx.file.manifest
    env = dict(ctx.attr.binary[RunEnvironmentInfo].environment)
    env["GO_TEST_WRAP"] = "0"  # tools/run/pathtest names the cases after the path
    env["GO_TEST_WRAP_TESTV"] = "1"  # steps that pass are cases of test.xml, too
    env["QGRAPH_PATH"] = ctx.attr.path
    env["QGRAPH_BUNDLE"] = manifest.short_path.removeprefix("../")
    manifests = [manifest]
    if ctx.file.second:
        manifests.append(ctx.file.second)
        env["QGRAPH_SECOND"] = ctx.file.second.short_path.removeprefix("../")
        env["QGRAPH_MACHINE"] = ctx.attr.machine
    if ctx.attr.real_time:
        env["QGRAPH_REAL_TIME"] = "1"
    return [
        DefaultInfo(
            executable = executable,
            files = depset([executable]),
            runfiles = ctx.runfiles(manifests, transitive_files = depset(transitive = [
                target[DefaultInfo].files
                for target in ctx.attr.data
            ])),
        ),
        RunEnvironmentInfo(env),
        coverage_common.instrumented_files_info(ctx, dependency_attributes = ["binary"]),
    ]

go_test = rule(
    implementation = _go_test_impl,
    attrs = {
        "binary": attr.label(
            cfg = "target",
            executable = True,
            mandatory = True,
            providers = [RunEnvironmentInfo],
            doc = "The test binary of all paths with the same packages.",
        ),
        "data": attr.label_list(doc = "The QEMU bundles, and those of the programs of their helpers."),
        "machine": attr.string(
            doc = "The name of the machine for QEMU if it is not the path's: the version that both QEMUs of a test of two have.",
        ),
        "manifest": attr.label(
            allow_single_file = True,
            mandatory = True,
            doc = "The bundle's manifest.",
        ),
        "path": attr.string(
            mandatory = True,
            doc = "The path, which several targets may have: one a QEMU.",
        ),
        "real_time": attr.bool(
            doc = "Whether QEMU runs without the qtest accelerator, which it may have.",
        ),
        "second": attr.label(
            allow_single_file = True,
            doc = "The manifest of the second QEMU of a test of two, if it is another one.",
        ),
        # As every go_test has them, for bazel coverage.
        "_collect_cc_coverage": attr.label(
            cfg = "exec",
            default = "@bazel_tools//tools/test:collect_cc_coverage",
        ),
        "_lcov_merger": attr.label(
            cfg = "exec",
            default = configuration_field(fragment = "coverage", name = "output_generator"),
        ),
    },
    test = True,
    doc = """One path: the binary of its packages, with an environment that names the path.

Named go_test, as users see it as one: it takes the attributes of rules_go's go_test, and kind("go_test rule", ...) lists it.""",
)
