import type { ErrorTexts } from '../error-text';

/** Networks, network interfaces, bonds, VLANs, tunnels and SR-IOV. */
export const networkErrors: ErrorTexts = {
  NETWORK_ALREADY_CONNECTED: [
    'The network is already connected on {0}.',
    'A network has one interface on a server, and {1} is it.',
    'Use that interface, or another network.',
  ],
  NETWORK_CONTAINS_PIF: [
    'The network still has interfaces of servers.',
    'It is connected to {0+}.',
    'Disconnect or remove them first.',
  ],
  NETWORK_CONTAINS_VIF: [
    'VMs are still connected to the network.',
    'It is used by {0+}.',
    'Connect them to another network or remove them first.',
  ],
  NETWORK_UNMANAGED: [
    'The pool does not manage {0}.',
    'The server leaves this network to another program.',
    'Choose a managed network.',
  ],
  NETWORK_HAS_INCOMPATIBLE_SRIOV_PIFS: [
    '{0} does not fit the other SR-IOV interfaces of {1}.',
    'All interfaces of an SR-IOV network must be of the same kind.',
    'Choose a network card of the same model.',
  ],
  NETWORK_HAS_INCOMPATIBLE_VLAN_ON_SRIOV_PIFS: [
    'The VLAN on {0} does not fit the other interfaces of {1}.',
    'All interfaces below the network must be of the same kind.',
    'Use the same kind of network card on all servers.',
  ],
  NETWORK_INCOMPATIBLE_PURPOSES: [
    'The network cannot serve both {0:text} and {1:text}.',
    'The two purposes exclude each other.',
    'Remove the present purpose, or use another network.',
  ],
  NETWORK_INCOMPATIBLE_WITH_BOND: [
    '{0} cannot carry a bond.',
    'Its kind of network does not allow it.',
    'Make the bond on another network.',
  ],
  NETWORK_INCOMPATIBLE_WITH_SRIOV: [
    '{0} cannot be used for SR-IOV.',
    'It already has interfaces of another kind.',
    'Create a new network for SR-IOV.',
  ],
  NETWORK_INCOMPATIBLE_WITH_TRUNKS: [
    '{0} cannot carry several VLANs to a VM.',
    'Its kind of network does not allow trunks.',
    'Connect the VM to each VLAN by its own interface.',
  ],
  NETWORK_INCOMPATIBLE_WITH_TUNNEL: [
    '{0} cannot carry a tunnel.',
    'It already has interfaces of another kind.',
    'Create a new network for the tunnel.',
  ],
  NETWORK_INCOMPATIBLE_WITH_VLAN_ON_BRIDGE: [
    '{0} cannot carry a VLAN of an ordinary network.',
    'It is used for SR-IOV.',
    'Create a new network for the VLAN.',
  ],
  NETWORK_INCOMPATIBLE_WITH_VLAN_ON_SRIOV: [
    '{0} cannot carry a VLAN of an SR-IOV network.',
    'It is used for ordinary interfaces.',
    'Create a new network for the VLAN.',
  ],
  NETWORK_SRIOV_ALREADY_ENABLED: [
    'SR-IOV is already on for {0}.',
    'It was enabled before.',
    'Nothing needs to be done.',
  ],
  NETWORK_SRIOV_ENABLE_FAILED: [
    'SR-IOV could not be enabled on {0}[: {1:text}].',
    'The driver or the firmware of the card refused.',
    'Enable SR-IOV in the firmware and update the driver.',
  ],
  NETWORK_SRIOV_DISABLE_FAILED: [
    'SR-IOV could not be disabled on {0}[: {1:text}].',
    'The driver refused, perhaps because it is in use.',
    'Stop the VMs that use it and try again.',
  ],
  NETWORK_SRIOV_INSUFFICIENT_CAPACITY: [
    '{0} has no free SR-IOV interface left.',
    'All virtual functions of the cards are in use.',
    'Stop a VM that uses one, or connect this VM to an ordinary network.',
  ],
  CANNOT_DESTROY_SYSTEM_NETWORK: [
    '{0} belongs to the system and cannot be deleted.',
    'The servers need it for themselves.',
    'Hide it from the tree instead.',
  ],
  HOST_CANNOT_ATTACH_NETWORK: [
    '{0} cannot connect to {1}.',
    'The interface of the server for this network does not work.',
    'Check the network interface and its cable.',
  ],
  BRIDGE_NOT_AVAILABLE: [
    'The bridge {0:text} is not available.',
    'The server could not create it or has lost it.',
    'Check the network settings of the server.',
  ],
  BRIDGE_NAME_EXISTS: [
    'A bridge named {0:text} exists already.',
    'Another network uses the name.',
    'Choose another name.',
  ],
  INTERFACE_HAS_NO_IP: ['{0} has no IP address.', 'The operation needs one.', 'Give it an address and try again.'],
  INVALID_IP_ADDRESS_SPECIFIED: [
    'This is not a valid IP address[: {0:text}].',
    'The address does not have the form of one.',
    'Correct the address.',
  ],
  INVALID_CIDR_ADDRESS_SPECIFIED: [
    'This is not a valid address with a prefix length[: {0:text}].',
    'It should look like 192.0.2.10/24.',
    'Correct the address.',
  ],
  MAC_INVALID: [
    'This is not a valid MAC address[: {0:text}].',
    'A MAC address has six pairs of hexadecimal digits, and that of a VM must not be a group address.',
    'Correct the address, or let one be generated.',
  ],
  MAC_DOES_NOT_EXIST: [
    'No network card has the MAC address {0:text}.',
    'The card is not in this server.',
    'Rescan the network cards, or check the address.',
  ],
  MAC_STILL_EXISTS: [
    'The network card with the MAC address {0:text} is still there.',
    'Only a card that has been taken out can be forgotten.',
    'Take the card out of the server first.',
  ],
  COULD_NOT_FIND_NETWORK_INTERFACE_WITH_SPECIFIED_DEVICE_NAME_AND_MAC_ADDRESS: [
    'The server has no network card {0:text} with the MAC address {1:text}.',
    'The two do not belong to the same card.',
    'Rescan the network cards and choose again.',
  ],
  DUPLICATE_PIF_DEVICE_NAME: [
    'Two network cards are named {0:text}.',
    'Each card of a server needs a name of its own.',
    'Reorder the network cards of the server.',
  ],
  PIF_ALLOWS_UNPLUG: [
    '{0} could be disconnected by mistake.',
    'The operation needs an interface that stays connected.',
    'Forbid disconnecting this interface first.',
  ],
  PIF_DOES_NOT_ALLOW_UNPLUG: [
    '{0} must not be disconnected.',
    'It is marked as needed, for management or storage.',
    'Allow disconnecting it first, if it is really not needed.',
  ],
  PIF_ALREADY_BONDED: [
    '{0} is part of a bond already.',
    'An interface can be in one bond only.',
    'Choose another interface, or remove that bond.',
  ],
  PIF_BOND_MORE_THAN_ONE_IP: [
    'More than one of the interfaces has an IP address.',
    'A bond takes over one address only.',
    'Remove the address from all but one of them.',
  ],
  PIF_BOND_NEEDS_MORE_MEMBERS: ['A bond needs at least two interfaces.', 'Too few were chosen.', 'Choose one more.'],
  PIF_CANNOT_BOND_CROSS_HOST: [
    'A bond cannot span servers.',
    'The interfaces belong to different servers.',
    'Choose interfaces of one server.',
  ],
  PIF_CONFIGURATION_ERROR: [
    'The settings of {0} did not take effect[: {1:text}].',
    'The network service of the server refused them.',
    'Check the values and try again.',
  ],
  PIF_DEVICE_NOT_FOUND: [
    'The network card was not found.',
    'It is not in the server any more.',
    'Rescan the network cards.',
  ],
  PIF_HAS_FCOE_SR_IN_USE: [
    '{0} carries storage that is in use: {1}.',
    'Fibre Channel over Ethernet runs over this interface.',
    'Detach that storage first.',
  ],
  PIF_HAS_NO_NETWORK_CONFIGURATION: [
    '{0} has no IP settings.',
    'The operation needs an interface with an address.',
    'Set its IP address first.',
  ],
  PIF_HAS_NO_V6_NETWORK_CONFIGURATION: [
    '{0} has no IPv6 settings.',
    'The operation needs an interface with an IPv6 address.',
    'Set its IPv6 address first.',
  ],
  PIF_INCOMPATIBLE_PRIMARY_ADDRESS_TYPE: [
    '{0} uses the wrong kind of address.',
    'The pool is managed over the other of IPv4 and IPv6.',
    'Change the primary address type of the interface.',
  ],
  PIF_IS_MANAGEMENT_INTERFACE: [
    '{0} is the management interface.',
    'The operation would cut the server off.',
    'Move management to another interface first.',
  ],
  PIF_IS_NOT_PHYSICAL: [
    '{0} is not a network card.',
    'The operation needs a physical interface.',
    'Choose a physical interface.',
  ],
  PIF_IS_PHYSICAL: [
    '{0} is a network card.',
    'The operation is meant for VLANs, bonds and tunnels.',
    'Choose one of these.',
  ],
  PIF_IS_NOT_SRIOV_CAPABLE: [
    '{0} does not support SR-IOV.',
    'The card, its driver or its firmware lacks it.',
    'Choose another card, or enable SR-IOV in the firmware.',
  ],
  PIF_IS_SRIOV_LOGICAL: [
    '{0} is an SR-IOV interface, which cannot do this.',
    'It stands for virtual functions of a card.',
    'Use the card itself.',
  ],
  PIF_IS_VLAN: [
    '{0} is a VLAN, which cannot do this.',
    'The operation needs an interface without a VLAN tag.',
    'Choose the interface below it.',
  ],
  PIF_NOT_ATTACHED_TO_HOST: ['{0} is not connected on {1}.', 'The interface is down.', 'Connect it first.'],
  PIF_NOT_PRESENT: [
    '{0} has no interface on {1}.',
    'The server is not connected to this network.',
    'Create the VLAN or the bond on that server, too.',
  ],
  PIF_SRIOV_STILL_EXISTS: [
    'SR-IOV is still enabled on {0}.',
    'The interface cannot be removed before.',
    'Remove the SR-IOV network first.',
  ],
  PIF_TUNNEL_STILL_EXISTS: [
    'A tunnel still uses {0}.',
    'The interface cannot be removed before.',
    'Remove the tunnel first.',
  ],
  PIF_UNMANAGED: [
    '{0} is not managed by the pool.',
    'The server leaves this interface to another program.',
    'Choose a managed interface.',
  ],
  PIF_VLAN_EXISTS: [
    '{0} carries this VLAN already.',
    'A VLAN can be on an interface only once.',
    'Use the existing VLAN, or another tag.',
  ],
  PIF_VLAN_STILL_EXISTS: [
    'A VLAN still uses {0}.',
    'The interface cannot be changed or removed before.',
    'Remove the VLAN first.',
  ],
  REQUIRED_PIF_IS_UNPLUGGED: [
    '{0} is needed but not connected.',
    'The operation relies on this interface.',
    'Connect it and try again.',
  ],
  CANNOT_CHANGE_PIF_PROPERTIES: [
    'The properties of {0} cannot be changed.',
    'It belongs to a bond, which decides them.',
    'Change the bond instead.',
  ],
  CANNOT_PLUG_BOND_SLAVE: ['{0} cannot be connected by itself.', 'It is a member of a bond.', 'Connect the bond.'],
  CANNOT_PLUG_VIF: [
    '{0} cannot be connected while the VM runs.',
    'Its network or its guest does not allow it.',
    'Shut the VM down and start it again.',
  ],
  CANNOT_ADD_VLAN_TO_BOND_SLAVE: [
    'A VLAN cannot be put on {0}.',
    'It is a member of a bond.',
    'Put the VLAN on the bond.',
  ],
  CANNOT_ADD_TUNNEL_TO_BOND_SLAVE: [
    'A tunnel cannot be put on {0}, which is in a bond.',
    'The bond decides about its members.',
    'Put the tunnel on the bond.',
  ],
  CANNOT_ADD_TUNNEL_TO_SRIOV_LOGICAL: [
    'A tunnel cannot be put on {0}, an SR-IOV interface.',
    'It stands for virtual functions of a card.',
    'Choose an ordinary interface.',
  ],
  CANNOT_ADD_TUNNEL_TO_VLAN_ON_SRIOV_LOGICAL: [
    'A tunnel cannot be put on {0}, a VLAN on SR-IOV.',
    'SR-IOV interfaces carry no tunnels.',
    'Choose an ordinary interface.',
  ],
  CANNOT_FORGET_SRIOV_LOGICAL: [
    '{0} cannot be forgotten, because it belongs to SR-IOV.',
    'It goes when SR-IOV is switched off.',
    'Remove its SR-IOV network instead.',
  ],
  IS_TUNNEL_ACCESS_PIF: [
    '{0} is the end of a tunnel.',
    'The operation needs an ordinary interface.',
    'Choose the interface that carries the tunnel.',
  ],
  TRANSPORT_PIF_NOT_CONFIGURED: [
    '{0} has no IP address to carry a tunnel.',
    'Tunnels need an address at both ends.',
    'Give the interface an IP address.',
  ],
  OPENVSWITCH_NOT_ACTIVE: [
    'This needs Open vSwitch, which is not running.',
    'The server uses the plain Linux bridge.',
    'Switch the server to Open vSwitch and restart it.',
  ],
  VIF_IN_USE: ['A virtual interface still uses {0}: {1}.', 'Its VM is running.', 'Disconnect it or shut the VM down.'],
  VLAN_IN_USE: [
    'The VLAN {1:text} is in use on {0:text}.',
    'Another network has it there.',
    'Choose another tag, or use that network.',
  ],
  VLAN_TAG_INVALID: [
    'This is not a valid VLAN tag[: {0:text}].',
    'Tags run from 0 to 4094.',
    'Enter a number in that range.',
  ],
  ADDRESS_VIOLATES_LOCKING_CONSTRAINT: [
    'The address {0:text} is not allowed for this interface.',
    'Its locking mode excludes such an address.',
    'Change the locking mode, or choose another address.',
  ],
  COULD_NOT_UPDATE_IGMP_SNOOPING_EVERYWHERE: [
    'IGMP snooping was not changed on all servers.',
    'Some of them could not be reached or failed.',
    'Check the servers and set it again.',
  ],
  INCOMPATIBLE_PIF_PROPERTIES: [
    'The interfaces do not fit each other.',
    'Members of a bond need the same properties.',
    'Choose interfaces with equal settings.',
  ],
  HOST_HAS_NO_MANAGEMENT_IP: [
    'The server has no management address.',
    'Its management interface got no IP address.',
    'Check the DHCP server, or set an address on the console of the server.',
  ],
  SLAVE_REQUIRES_MANAGEMENT_INTERFACE: [
    'A member of a pool needs its management interface.',
    'Without it the coordinator could not reach the server.',
    'Keep management enabled, or take the server out of the pool first.',
  ],
};
