// Package aspeedhace tests the hash engine of Aspeed's BMC chips (see libqos/device/misc/aspeedhace for the hardware).
// The digests that it must find are those of Go's crypto packages. Each path ends in one of
//
//	… → aspeed-hace → aspeed_hace-tests/addresses
//	… → aspeed-hace → aspeed_hace-tests/digests
//	… → aspeed-hace → aspeed_hace-tests/accumulation
//	… → aspeed-hace → aspeed_hace-tests/interrupt
//	… → aspeed-hace → aspeed_hace-tests/migrate
package aspeedhace
