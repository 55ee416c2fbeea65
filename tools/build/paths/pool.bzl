"""The workers of a farm that run paths."""

bool_flag = rule(
    implementation = lambda ctx: [],
    build_setting = config.bool(flag = True),
    doc = "A setting that the command line turns on: --//tools/build/paths:pool.",
)

# The properties that a path requires of its worker. Only the test runs there: its binary is built anywhere.
PATH_EXEC_PROPERTIES = select({
    "//tools/build/paths:any_worker": {},
    "//conditions:default": {"test.Pool": "qemu"},
})
