// Package vmstatetest makes state streams for tests of code that reads them.
package vmstatetest
