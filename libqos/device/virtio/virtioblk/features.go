package virtioblk

import "github.com/qgraph/qgraph/libqos/bus/virtio"

// Features of a block device (virtio 1.3, section 5.2.3 "Feature bits").
const (
	FeatureBarrier     virtio.Feature = 0 // legacy
	FeatureSizeMax     virtio.Feature = 1
	FeatureSegMax      virtio.Feature = 2
	FeatureGeometry    virtio.Feature = 4
	FeatureRO          virtio.Feature = 5
	FeatureBlockSize   virtio.Feature = 6
	FeatureSCSI        virtio.Feature = 7 // legacy
	FeatureFlush       virtio.Feature = 9
	FeatureTopology    virtio.Feature = 10
	FeatureConfigWCE   virtio.Feature = 11
	FeatureMQ          virtio.Feature = 12
	FeatureDiscard     virtio.Feature = 13
	FeatureWriteZeroes virtio.Feature = 14
	FeatureLifetime    virtio.Feature = 15
	FeatureSecureErase virtio.Feature = 16
	FeatureZoned       virtio.Feature = 17
)

func names() []virtio.FeatureName {
	return []virtio.FeatureName{
		{Feature: FeatureBarrier, Name: "BLK_F_BARRIER"},
		{Feature: FeatureSizeMax, Name: "BLK_F_SIZE_MAX"},
		{Feature: FeatureSegMax, Name: "BLK_F_SEG_MAX"},
		{Feature: FeatureGeometry, Name: "BLK_F_GEOMETRY"},
		{Feature: FeatureRO, Name: "BLK_F_RO"},
		{Feature: FeatureBlockSize, Name: "BLK_F_BLK_SIZE"},
		{Feature: FeatureSCSI, Name: "BLK_F_SCSI"},
		{Feature: FeatureFlush, Name: "BLK_F_FLUSH"},
		{Feature: FeatureTopology, Name: "BLK_F_TOPOLOGY"},
		{Feature: FeatureConfigWCE, Name: "BLK_F_CONFIG_WCE"},
		{Feature: FeatureMQ, Name: "BLK_F_MQ"},
		{Feature: FeatureDiscard, Name: "BLK_F_DISCARD"},
		{Feature: FeatureWriteZeroes, Name: "BLK_F_WRITE_ZEROES"},
		{Feature: FeatureLifetime, Name: "BLK_F_LIFETIME"},
		{Feature: FeatureSecureErase, Name: "BLK_F_SECURE_ERASE"},
		{Feature: FeatureZoned, Name: "BLK_F_ZONED"},
	}
}
