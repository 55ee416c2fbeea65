// Package pmbussuite has the checks that every device on PMBus passes, by its
// profile (sections are those of the document that package pmbus names).
//
//	pmbussuite.Defaults(t, d)
//	pmbussuite.Keeps(t, d)
//	pmbussuite.Limits(t, d, around) // every limit, on every page
package pmbussuite
