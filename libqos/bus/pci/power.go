package pci

import (
	"time"

	"github.com/qgraph/qgraph/libqos/base/reg"
)

// Registers of the power management capability (PCI Bus Power Management Interface
// 1.2, section 3.2 "Power Management Register Block Definition").
const (
	PowerCapabilities reg.Reg[PowerAbility] = 0x2 // 3.2.3 "PMC"
	PowerControl      reg.Reg[PowerBits]    = 0x4 // 3.2.4 "PMCSR"
)

// PowerAbility is the Power Management Capabilities register. All of it is read-only.
type PowerAbility uint16

// Fields of the Power Management Capabilities register.
const (
	PowerVersion PowerAbility = 7 << 0 // 1 to 3; 3 is that of the specification's edition 1.2
	PowerD1      PowerAbility = 1 << 9
	PowerD2      PowerAbility = 1 << 10
	PowerPME     PowerAbility = 0x1f << 11 // the states in which the function can assert PME#, from D0 to D3cold
)

// PowerBits is the Power Management Control/Status register.
type PowerBits uint16

// Fields of the Power Management Control/Status register.
const (
	PowerState       PowerBits = 3 << 0
	PowerStateD0     PowerBits = 0 << 0
	PowerStateD1     PowerBits = 1 << 0
	PowerStateD2     PowerBits = 2 << 0
	PowerStateD3     PowerBits = 3 << 0 // D3hot
	PowerNoSoftReset PowerBits = 1 << 3 // read-only: the way from D3hot to D0 keeps the configuration
	PowerPMEEnable   PowerBits = 1 << 8
	PowerPMEStatus   PowerBits = 1 << 15 // writing one clears it
)

// PowerDelay is the time that software leaves a function after it changes the power
// state to or from D3hot (section 5.6.1 "State Transition Recovery Time Requirements").
const PowerDelay = 10 * time.Millisecond
