package generic

// leftOut has the models that -device takes and that are not in the table, by the reason.
var leftOut = map[string]string{
	"it is a device of the host, passed through": `
		scsi-block scsi-generic u2f-passthru usb-host vfio-amd-xgbe vfio-ap vfio-calxeda-xgmac vfio-ccw vfio-pci
		vfio-pci-nohotplug vfio-platform
		virtio-input-host-device virtio-input-host-pci`,
	"it needs a driver of the host's kernel, vhost or vDPA": `
		vhost-scsi vhost-scsi-ccw vhost-scsi-pci vhost-scsi-pci-non-transitional vhost-scsi-pci-transitional
		vhost-vdpa-device vhost-vdpa-device-pci vhost-vdpa-device-pci-non-transitional
		vhost-vdpa-device-pci-transitional vhost-vsock-ccw vhost-vsock-device vhost-vsock-pci
		vhost-vsock-pci-non-transitional`,
	"it needs a back end, and the tests named vhost-user play one": `
		vhost-user-blk vhost-user-blk-pci vhost-user-blk-pci-non-transitional vhost-user-blk-pci-transitional
		vhost-user-fs-ccw vhost-user-fs-device vhost-user-fs-pci vhost-user-gpio-device vhost-user-gpio-pci
		vhost-user-gpu vhost-user-gpu-pci vhost-user-i2c-device vhost-user-i2c-pci vhost-user-input
		vhost-user-input-pci vhost-user-rng vhost-user-rng-pci vhost-user-rtc vhost-user-rtc-pci vhost-user-scmi
		vhost-user-scmi-pci vhost-user-scsi vhost-user-scsi-pci vhost-user-scsi-pci-non-transitional
		vhost-user-scsi-pci-transitional vhost-user-snd vhost-user-snd-pci vhost-user-spi-device
		vhost-user-spi-pci vhost-user-test-device vhost-user-test-device-pci vhost-user-vga
		vhost-user-vsock-device vhost-user-vsock-pci vhost-user-vsock-pci-non-transitional`,
	"another process serves it: ivshmem-server, a device or a machine in a process of its own": `
		ivshmem-doorbell vfio-user-pci x-pci-proxy-dev`,
	"it needs a TPM outside of QEMU: the tests named tpm play one":                 "tpm-crb tpm-spapr tpm-tis tpm-tis-device tpm-tis-i2c",
	"it needs certificates of the host":                                            "ccid-card-emulated",
	"it is for a guest of Xen":                                                     "xen-backend xen-cdrom xen-console xen-disk xen-net-device xen-platform",
	"it needs the Hyper-V interfaces of an accelerator with virtualization":        "hv-balloon hv-syndbg vmbus-bridge",
	"only the machine nitro has its bus, and that needs an accelerator of its own": "nitro-heartbeat nitro-serial-vsock",
	"it loads a kernel, which no test has":                                         "guest-loader",
	"each machine with its bus already has all that the bus takes":                 "i82374 sclpconsole zpci",
	"no machine takes it by -device":                                               "pnv-phb pnv-phb-root-port",
	"it needs a link to a part of the machine, which no option can name":           "vmmouse",
	"it needs a place beside the first function of a CXL switch":                   "cxl-switch-mailbox-cci",
	"it needs a virtio-bus that is on a PCI bus: virtio-iommu-pci":                 "virtio-iommu-device",
}
