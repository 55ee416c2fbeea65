// Package junit writes results of paths as JUnit XML, which Jenkins, GitLab and
// others read. The elements are those of go-junit-report:
//
//	qgraph run --junit results.xml sdhci
package junit
