"""A program that is one shell script."""

def _script_impl(ctx):
    program = ctx.actions.declare_file(ctx.label.name + "_script")
    ctx.actions.symlink(output = program, target_file = ctx.file.src, is_executable = True)
    return [DefaultInfo(executable = program, files = depset([program]))]

script = rule(
    implementation = _script_impl,
    attrs = {"src": attr.label(allow_single_file = True, mandatory = True)},
    doc = "Makes a program of a shell script.",
    executable = True,
)
