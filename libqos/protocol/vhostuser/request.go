package vhostuser

import "fmt"

// Request is the number of a message of the front end (QEMU's documentation,
// docs/interop/vhost-user, "Front-end message types").
type Request uint32

// The messages that a [Session] understands.
const (
	GetFeatures         Request = 1
	SetFeatures         Request = 2
	SetOwner            Request = 3
	ResetOwner          Request = 4
	SetMemTable         Request = 5
	SetLogBase          Request = 6
	SetLogFD            Request = 7
	SetVringNum         Request = 8
	SetVringAddr        Request = 9
	SetVringBase        Request = 10
	GetVringBase        Request = 11
	SetVringKick        Request = 12
	SetVringCall        Request = 13
	SetVringErr         Request = 14
	GetProtocolFeatures Request = 15
	SetProtocolFeatures Request = 16
	GetQueueNum         Request = 17
	SetVringEnable      Request = 18
	SendRARP            Request = 19
	NetSetMTU           Request = 20
	SetBackendReqFD     Request = 21
	SetVringEndian      Request = 23
	GetConfig           Request = 24
	SetConfig           Request = 25
	GetInflightFD       Request = 31
	SetInflightFD       Request = 32
	GPUSetSocket        Request = 33
	ResetDevice         Request = 34
	VringKick           Request = 35
	GetMaxMemSlots      Request = 36
	AddMemReg           Request = 37
	RemMemReg           Request = 38
	SetStatus           Request = 39
	GetStatus           Request = 40
	SetDeviceStateFD    Request = 42
	CheckDeviceState    Request = 43
)

// rule is the form of a message.
type rule struct {
	name  string // without VHOST_USER_
	size  int    // of the payload in bytes, its least size if grows is set
	grows bool
	files int              // the most descriptors that come with it
	needs ProtocolFeatures // without which the message is not allowed
	reply bool             // it has a reply of its own
}

// ruleOf returns the form of a message; known is false for a number that is none
// of the constants.
func ruleOf(r Request) (form rule, known bool) {
	rules := [...]rule{
		GetFeatures:         {name: "GET_FEATURES", reply: true},
		SetFeatures:         {name: "SET_FEATURES", size: 8},
		SetOwner:            {name: "SET_OWNER"},
		ResetOwner:          {name: "RESET_OWNER"},
		SetMemTable:         {name: "SET_MEM_TABLE", size: tableHead, grows: true, files: maxFiles},
		SetLogBase:          {name: "SET_LOG_BASE", size: 16, files: 1, needs: LogShmFD, reply: true},
		SetLogFD:            {name: "SET_LOG_FD", files: 1},
		SetVringNum:         {name: "SET_VRING_NUM", size: 8},
		SetVringAddr:        {name: "SET_VRING_ADDR", size: 40},
		SetVringBase:        {name: "SET_VRING_BASE", size: 8},
		GetVringBase:        {name: "GET_VRING_BASE", size: 8, reply: true},
		SetVringKick:        {name: "SET_VRING_KICK", size: 8, files: 1},
		SetVringCall:        {name: "SET_VRING_CALL", size: 8, files: 1},
		SetVringErr:         {name: "SET_VRING_ERR", size: 8, files: 1},
		GetProtocolFeatures: {name: "GET_PROTOCOL_FEATURES", reply: true},
		SetProtocolFeatures: {name: "SET_PROTOCOL_FEATURES", size: 8},
		GetQueueNum:         {name: "GET_QUEUE_NUM", needs: MQ, reply: true},
		SetVringEnable:      {name: "SET_VRING_ENABLE", size: 8},
		SendRARP:            {name: "SEND_RARP", size: 8, needs: RARP},
		NetSetMTU:           {name: "NET_SET_MTU", size: 8, needs: NetMTU},
		SetBackendReqFD:     {name: "SET_BACKEND_REQ_FD", files: 1, needs: BackendReq},
		SetVringEndian:      {name: "SET_VRING_ENDIAN", size: 8, needs: CrossEndian},
		GetConfig:           {name: "GET_CONFIG", size: configHead, grows: true, needs: Config, reply: true},
		SetConfig:           {name: "SET_CONFIG", size: configHead, grows: true, needs: Config},
		GetInflightFD:       {name: "GET_INFLIGHT_FD", size: inflightSize, grows: true, needs: InflightShmFD, reply: true},
		SetInflightFD:       {name: "SET_INFLIGHT_FD", size: inflightSize, grows: true, files: 1, needs: InflightShmFD},
		GPUSetSocket:        {name: "GPU_SET_SOCKET", files: 1},
		ResetDevice:         {name: "RESET_DEVICE", needs: CanResetDevice},
		VringKick:           {name: "VRING_KICK", size: 8, needs: InbandNotifications},
		GetMaxMemSlots:      {name: "GET_MAX_MEM_SLOTS", needs: ConfigureMemSlots, reply: true},
		AddMemReg:           {name: "ADD_MEM_REG", size: 40, files: 1, needs: ConfigureMemSlots},
		RemMemReg:           {name: "REM_MEM_REG", size: 40, files: 1, needs: ConfigureMemSlots},
		SetStatus:           {name: "SET_STATUS", size: 8, needs: HasStatus},
		GetStatus:           {name: "GET_STATUS", needs: HasStatus, reply: true},
		SetDeviceStateFD:    {name: "SET_DEVICE_STATE_FD", size: transferSize, files: 1, needs: DeviceState, reply: true},
		CheckDeviceState:    {name: "CHECK_DEVICE_STATE", needs: DeviceState, reply: true},
	}
	if uint64(r) >= uint64(len(rules)) || rules[r].name == "" {
		return rule{}, false
	}
	return rules[r], true
}

// String returns the documentation's name of the message, without VHOST_USER_.
func (r Request) String() string {
	if form, known := ruleOf(r); known {
		return form.name
	}
	return fmt.Sprintf("message %d", uint32(r))
}
