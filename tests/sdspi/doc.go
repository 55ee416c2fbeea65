// Package sdspi tests SD memory cards in SPI mode (see libqos/device/storage/sdspi for the protocol). Each path ends in
//
//	… → ssi-sd → ssi-sd-tests/card
//
// Sections are those of the SD Specifications, Part 1, Physical Layer Simplified Specification, Version 3.01.
package sdspi
