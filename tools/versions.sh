# The tools of CI and tools/check that Go builds. Pinned, since a newer one reports other findings.
readonly golangci_lint=github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0
