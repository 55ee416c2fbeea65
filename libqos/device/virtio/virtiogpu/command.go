package virtiogpu

import (
	"encoding/binary"
	"fmt"
)

// Command is the type field of a request (virtio 1.3, section 5.7.6.7 "Request header").
type Command uint32

// Commands of the control queue, and of the cursor queue from UpdateCursor on.
const (
	GetDisplayInfo    Command = 0x0100 // VIRTIO_GPU_CMD_GET_DISPLAY_INFO
	ResourceCreate2D  Command = 0x0101 // VIRTIO_GPU_CMD_RESOURCE_CREATE_2D
	ResourceUnref     Command = 0x0102 // VIRTIO_GPU_CMD_RESOURCE_UNREF
	SetScanout        Command = 0x0103 // VIRTIO_GPU_CMD_SET_SCANOUT
	ResourceFlush     Command = 0x0104 // VIRTIO_GPU_CMD_RESOURCE_FLUSH
	TransferToHost2D  Command = 0x0105 // VIRTIO_GPU_CMD_TRANSFER_TO_HOST_2D
	AttachBacking     Command = 0x0106 // VIRTIO_GPU_CMD_RESOURCE_ATTACH_BACKING
	DetachBacking     Command = 0x0107 // VIRTIO_GPU_CMD_RESOURCE_DETACH_BACKING
	GetCapabilityInfo Command = 0x0108 // VIRTIO_GPU_CMD_GET_CAPSET_INFO
	GetCapabilities   Command = 0x0109 // VIRTIO_GPU_CMD_GET_CAPSET
	GetEDID           Command = 0x010a // VIRTIO_GPU_CMD_GET_EDID
	ContextCreate     Command = 0x0200 // VIRTIO_GPU_CMD_CTX_CREATE
	UpdateCursor      Command = 0x0300 // VIRTIO_GPU_CMD_UPDATE_CURSOR
	MoveCursor        Command = 0x0301 // VIRTIO_GPU_CMD_MOVE_CURSOR
)

// Response is the type field of a response.
type Response uint32

// The responses.
const (
	OKNoData          Response = 0x1100 // VIRTIO_GPU_RESP_OK_NODATA
	OKDisplayInfo     Response = 0x1101 // VIRTIO_GPU_RESP_OK_DISPLAY_INFO
	OKEDID            Response = 0x1104 // VIRTIO_GPU_RESP_OK_EDID
	Unspecified       Response = 0x1200 // VIRTIO_GPU_RESP_ERR_UNSPEC
	OutOfMemory       Response = 0x1201 // VIRTIO_GPU_RESP_ERR_OUT_OF_MEMORY
	InvalidScanoutID  Response = 0x1202 // VIRTIO_GPU_RESP_ERR_INVALID_SCANOUT_ID
	InvalidResourceID Response = 0x1203 // VIRTIO_GPU_RESP_ERR_INVALID_RESOURCE_ID
	InvalidContextID  Response = 0x1204 // VIRTIO_GPU_RESP_ERR_INVALID_CONTEXT_ID
	InvalidParameter  Response = 0x1205 // VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER
)

// Failed reports whether the response is an error.
func (r Response) Failed() bool { return r >= Unspecified && r <= InvalidParameter }

// String returns the specification's name of the response.
func (r Response) String() string {
	switch r {
	case OKNoData:
		return "OK_NODATA"
	case OKDisplayInfo:
		return "OK_DISPLAY_INFO"
	case OKEDID:
		return "OK_EDID"
	case Unspecified:
		return "ERR_UNSPEC"
	case OutOfMemory:
		return "ERR_OUT_OF_MEMORY"
	case InvalidScanoutID:
		return "ERR_INVALID_SCANOUT_ID"
	case InvalidResourceID:
		return "ERR_INVALID_RESOURCE_ID"
	case InvalidContextID:
		return "ERR_INVALID_CONTEXT_ID"
	case InvalidParameter:
		return "ERR_INVALID_PARAMETER"
	}
	return fmt.Sprintf("response %#x", uint32(r))
}

// Format is the order of a pixel's bytes in memory.
type Format uint32

// The formats (virtio 1.3, section 5.7.6.8 "controlq"). X stands for a byte without
// meaning.
const (
	BGRA Format = 1   // VIRTIO_GPU_FORMAT_B8G8R8A8_UNORM
	BGRX Format = 2   // VIRTIO_GPU_FORMAT_B8G8R8X8_UNORM
	ARGB Format = 3   // VIRTIO_GPU_FORMAT_A8R8G8B8_UNORM
	XRGB Format = 4   // VIRTIO_GPU_FORMAT_X8R8G8B8_UNORM
	RGBA Format = 67  // VIRTIO_GPU_FORMAT_R8G8B8A8_UNORM
	XBGR Format = 68  // VIRTIO_GPU_FORMAT_X8B8G8R8_UNORM
	ABGR Format = 121 // VIRTIO_GPU_FORMAT_A8B8G8R8_UNORM
	RGBX Format = 134 // VIRTIO_GPU_FORMAT_R8G8B8X8_UNORM
)

// Formats returns all formats.
func Formats() []Format { return []Format{BGRA, BGRX, ARGB, XRGB, RGBA, XBGR, ABGR, RGBX} }

// String returns the order of a pixel's bytes, a letter for each.
func (f Format) String() string {
	switch f {
	case BGRA:
		return "BGRA"
	case BGRX:
		return "BGRX"
	case ARGB:
		return "ARGB"
	case XRGB:
		return "XRGB"
	case RGBA:
		return "RGBA"
	case XBGR:
		return "XBGR"
	case ABGR:
		return "ABGR"
	case RGBX:
		return "RGBX"
	}
	return fmt.Sprintf("format %d", uint32(f))
}

// Rectangle is struct virtio_gpu_rect, in pixels from the top left corner.
type Rectangle struct{ X, Y, Width, Height uint32 }

func (r Rectangle) append(p []byte) []byte { return words(p, r.X, r.Y, r.Width, r.Height) }

// words appends le32 fields.
func words(p []byte, values ...uint32) []byte {
	for _, v := range values {
		p = binary.LittleEndian.AppendUint32(p, v)
	}
	return p
}

// Create returns the fields of [ResourceCreate2D].
func Create(id uint32, f Format, width, height uint32) []byte {
	return words(nil, id, uint32(f), width, height)
}

// One returns the fields of a command that has a resource or a scanout only:
// [ResourceUnref], [DetachBacking], [GetEDID], [GetCapabilityInfo].
func One(id uint32) []byte { return words(nil, id, 0) }

// Scanout returns the fields of [SetScanout]. Resource 0 turns the scanout off.
func Scanout(scanout, resource uint32, r Rectangle) []byte {
	return words(r.append(nil), scanout, resource)
}

// Flush returns the fields of [ResourceFlush].
func Flush(resource uint32, r Rectangle) []byte { return words(r.append(nil), resource, 0) }

// Transfer returns the fields of [TransferToHost2D]: the first pixel of the rectangle is
// at the offset in the backing memory, in bytes.
func Transfer(resource uint32, r Rectangle, offset uint64) []byte {
	return words(binary.LittleEndian.AppendUint64(r.append(nil), offset), resource, 0)
}

// Entry is a piece of guest memory behind a resource, in bytes.
type Entry struct {
	Addr uint64
	Size uint32
}

// Attach returns the fields of [AttachBacking].
func Attach(resource uint32, entries ...Entry) []byte {
	p := words(nil, resource, uint32(len(entries)))
	for _, e := range entries {
		p = words(binary.LittleEndian.AppendUint64(p, e.Addr), e.Size, 0)
	}
	return p
}

// Cursor is what [UpdateCursor] and [MoveCursor] have.
type Cursor struct {
	Scanout, X, Y uint32
	Resource      uint32
	HotX, HotY    uint32
}

// Fields returns the fields of a command.
func (c Cursor) Fields() []byte {
	return words(nil, c.Scanout, c.X, c.Y, 0, c.Resource, c.HotX, c.HotY, 0)
}
