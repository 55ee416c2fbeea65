package virtionet

import "github.com/qgraph/qgraph/libqos/bus/virtio"

// Features of a network device (virtio 1.3, section 5.1.3 "Feature bits"; those
// from 65 up are from virtio 1.4).
const (
	FeatureCsum                  virtio.Feature = 0
	FeatureGuestCsum             virtio.Feature = 1
	FeatureCtrlGuestOffloads     virtio.Feature = 2
	FeatureMTU                   virtio.Feature = 3
	FeatureMAC                   virtio.Feature = 5
	FeatureGSO                   virtio.Feature = 6 // legacy
	FeatureGuestTSO4             virtio.Feature = 7
	FeatureGuestTSO6             virtio.Feature = 8
	FeatureGuestECN              virtio.Feature = 9
	FeatureGuestUFO              virtio.Feature = 10
	FeatureHostTSO4              virtio.Feature = 11
	FeatureHostTSO6              virtio.Feature = 12
	FeatureHostECN               virtio.Feature = 13
	FeatureHostUFO               virtio.Feature = 14
	FeatureMrgRxBuf              virtio.Feature = 15
	FeatureStatus                virtio.Feature = 16
	FeatureCtrlVQ                virtio.Feature = 17
	FeatureCtrlRx                virtio.Feature = 18
	FeatureCtrlVLAN              virtio.Feature = 19
	FeatureCtrlRxExtra           virtio.Feature = 20
	FeatureGuestAnnounce         virtio.Feature = 21
	FeatureMQ                    virtio.Feature = 22
	FeatureCtrlMACAddr           virtio.Feature = 23
	FeatureHashTunnel            virtio.Feature = 51
	FeatureVQNotfCoal            virtio.Feature = 52
	FeatureNotfCoal              virtio.Feature = 53
	FeatureGuestUSO4             virtio.Feature = 54
	FeatureGuestUSO6             virtio.Feature = 55
	FeatureHostUSO               virtio.Feature = 56
	FeatureHashReport            virtio.Feature = 57
	FeatureGuestHdrLen           virtio.Feature = 59
	FeatureRSS                   virtio.Feature = 60
	FeatureRSCExt                virtio.Feature = 61
	FeatureStandby               virtio.Feature = 62
	FeatureSpeedDuplex           virtio.Feature = 63
	FeatureGuestUDPTunnelGSO     virtio.Feature = 65
	FeatureGuestUDPTunnelGSOCsum virtio.Feature = 66
	FeatureHostUDPTunnelGSO      virtio.Feature = 67
	FeatureHostUDPTunnelGSOCsum  virtio.Feature = 68
)

func names() []virtio.FeatureName {
	return []virtio.FeatureName{
		{Feature: FeatureCsum, Name: "NET_F_CSUM"},
		{Feature: FeatureGuestCsum, Name: "NET_F_GUEST_CSUM"},
		{Feature: FeatureCtrlGuestOffloads, Name: "NET_F_CTRL_GUEST_OFFLOADS"},
		{Feature: FeatureMTU, Name: "NET_F_MTU"},
		{Feature: FeatureMAC, Name: "NET_F_MAC"},
		{Feature: FeatureGSO, Name: "NET_F_GSO"},
		{Feature: FeatureGuestTSO4, Name: "NET_F_GUEST_TSO4", Needs: []virtio.Feature{FeatureGuestCsum}},
		{Feature: FeatureGuestTSO6, Name: "NET_F_GUEST_TSO6", Needs: []virtio.Feature{FeatureGuestCsum}},
		{Feature: FeatureGuestECN, Name: "NET_F_GUEST_ECN", Needs: []virtio.Feature{FeatureGuestTSO4, FeatureGuestTSO6}},
		{Feature: FeatureGuestUFO, Name: "NET_F_GUEST_UFO", Needs: []virtio.Feature{FeatureGuestCsum}},
		{Feature: FeatureHostTSO4, Name: "NET_F_HOST_TSO4", Needs: []virtio.Feature{FeatureCsum}},
		{Feature: FeatureHostTSO6, Name: "NET_F_HOST_TSO6", Needs: []virtio.Feature{FeatureCsum}},
		{Feature: FeatureHostECN, Name: "NET_F_HOST_ECN", Needs: []virtio.Feature{FeatureHostTSO4, FeatureHostTSO6}},
		{Feature: FeatureHostUFO, Name: "NET_F_HOST_UFO", Needs: []virtio.Feature{FeatureCsum}},
		{Feature: FeatureMrgRxBuf, Name: "NET_F_MRG_RXBUF"},
		{Feature: FeatureStatus, Name: "NET_F_STATUS"},
		{Feature: FeatureCtrlVQ, Name: "NET_F_CTRL_VQ"},
		{Feature: FeatureCtrlRx, Name: "NET_F_CTRL_RX", Needs: []virtio.Feature{FeatureCtrlVQ}},
		{Feature: FeatureCtrlVLAN, Name: "NET_F_CTRL_VLAN", Needs: []virtio.Feature{FeatureCtrlVQ}},
		{Feature: FeatureCtrlRxExtra, Name: "NET_F_CTRL_RX_EXTRA", Needs: []virtio.Feature{FeatureCtrlVQ}},
		{Feature: FeatureGuestAnnounce, Name: "NET_F_GUEST_ANNOUNCE", Needs: []virtio.Feature{FeatureCtrlVQ}},
		{Feature: FeatureMQ, Name: "NET_F_MQ", Needs: []virtio.Feature{FeatureCtrlVQ}},
		{Feature: FeatureCtrlMACAddr, Name: "NET_F_CTRL_MAC_ADDR", Needs: []virtio.Feature{FeatureCtrlVQ}},
		{Feature: FeatureHashTunnel, Name: "NET_F_HASH_TUNNEL", Needs: []virtio.Feature{FeatureRSS, FeatureHashReport}},
		{Feature: FeatureVQNotfCoal, Name: "NET_F_VQ_NOTF_COAL", Needs: []virtio.Feature{FeatureCtrlVQ}},
		{Feature: FeatureNotfCoal, Name: "NET_F_NOTF_COAL", Needs: []virtio.Feature{FeatureCtrlVQ}},
		{Feature: FeatureGuestUSO4, Name: "NET_F_GUEST_USO4", Needs: []virtio.Feature{FeatureGuestCsum}},
		{Feature: FeatureGuestUSO6, Name: "NET_F_GUEST_USO6", Needs: []virtio.Feature{FeatureGuestCsum}},
		{Feature: FeatureHostUSO, Name: "NET_F_HOST_USO", Needs: []virtio.Feature{FeatureCsum}},
		{Feature: FeatureHashReport, Name: "NET_F_HASH_REPORT", Needs: []virtio.Feature{FeatureCtrlVQ}},
		{Feature: FeatureGuestHdrLen, Name: "NET_F_GUEST_HDRLEN"},
		{Feature: FeatureRSS, Name: "NET_F_RSS", Needs: []virtio.Feature{FeatureCtrlVQ}},
		{Feature: FeatureRSCExt, Name: "NET_F_RSC_EXT", Needs: []virtio.Feature{FeatureHostTSO4, FeatureHostTSO6}},
		{Feature: FeatureStandby, Name: "NET_F_STANDBY"},
		{Feature: FeatureSpeedDuplex, Name: "NET_F_SPEED_DUPLEX"},
		{Feature: FeatureGuestUDPTunnelGSO, Name: "NET_F_GUEST_UDP_TUNNEL_GSO"},
		{Feature: FeatureGuestUDPTunnelGSOCsum, Name: "NET_F_GUEST_UDP_TUNNEL_GSO_CSUM"},
		{Feature: FeatureHostUDPTunnelGSO, Name: "NET_F_HOST_UDP_TUNNEL_GSO"},
		{Feature: FeatureHostUDPTunnelGSOCsum, Name: "NET_F_HOST_UDP_TUNNEL_GSO_CSUM"},
	}
}
