#!/usr/bin/env python3
"""A rehearsal of a disaster, told to two pools by nothing but Python's standard library.

usage: disaster-recovery.py URL STANDBY USER PASSWORD

The pool at URL keeps its database on a LUN. The one at STANDBY finds it there, brings a vApp and a VM back, and starts
them. Prints one line of JSON with what it saw. Ends with 1 and a message on standard error when anything is not as the
XenAPI says.
"""

import json
import sys
import xmlrpc.client

LUN = {"target": "10.99.0.1", "targetIQN": "iqn.2026-01.example:array", "SCSIid": "36001405aaaabbbbc"}


class Refused(Exception):
    """An answer that is no success, or not what it should be."""


def expect(is_so, what):
    if not is_so:
        raise Refused(what)


class Pool:
    def __init__(self, url, user, password):
        self.server = xmlrpc.client.ServerProxy(url, allow_none=True)
        self.session = self.raw("session.login_with_password", user, password, "1.0", "disaster-recovery.py")

    def raw(self, method, *params):
        answer = getattr(self.server, method)(*params)
        if answer["Status"] != "Success":
            raise Refused("%s: %s" % (method, " ".join(answer["ErrorDescription"])))
        return answer["Value"]

    def call(self, method, *params):
        return self.raw(method, self.session, *params)

    def pool(self):
        return next(iter(self.call("pool.get_all_records").values()))


def add_vm(pool, repository, name):
    records = pool.call("VM.get_all_records")
    template = next(
        ref for ref, vm in records.items() if vm["is_a_template"] and vm["name_label"] == "Other install media"
    )
    vm = pool.call("VM.clone", template, name)
    pool.call("VM.remove_from_other_config", vm, "disks")
    pool.call("VM.provision", vm)
    disk = {
        "SR": repository,
        "name_label": name,
        "name_description": "",
        "virtual_size": str(2**30),
        "type": "user",
        "sharable": False,
        "read_only": False,
        "other_config": {},
    }
    drive = {
        "VM": vm,
        "VDI": pool.call("VDI.create", disk),
        "userdevice": "0",
        "bootable": True,
        "mode": "RW",
        "type": "Disk",
        "unpluggable": True,
        "empty": False,
        "other_config": {},
        "qos_algorithm_type": "",
        "qos_algorithm_params": {},
    }
    pool.call("VBD.create", drive)
    return vm


def lose(office):
    """What there is when the pool at the office is lost: the LUN with its database, a VM and a vApp."""
    master = office.pool()["master"]
    repository = office.call(
        "SR.create", master, LUN, "0", "Array", "", "lvmoiscsi", "user", True, {}
    )
    mail, web = add_vm(office, repository, "mail"), add_vm(office, repository, "web")
    vapp = office.call("VM_appliance.create", {"name_label": "shop", "name_description": ""})
    office.call("VM.set_appliance", web, vapp)
    office.call("VM.start", mail, False, False)
    office.call("SR.enable_database_replication", repository)
    office.call("VM.snapshot", mail, "the last one")
    return office.call("SR.get_uuid", repository), mail, vapp


def recover(office, standby):
    uuid, mail, vapp = lose(office)
    found = standby.call("SR.probe", standby.pool()["master"], LUN, "lvmoiscsi", {"metadata": "true"})
    expect("<pool_metadata_detected>true<" in found, "the probe finds no database")
    task = standby.call("DR_task.create", "lvmoiscsi", LUN, [uuid])
    (repository,) = standby.call("DR_task.get_introduced_SRs", task)
    disk = next(
        ref
        for ref in standby.call("SR.get_VDIs", repository)
        if standby.call("VDI.get_type", ref) == "metadata" and standby.call("VDI.get_metadata_latest", ref)
    )
    lost_uuid = standby.call("VDI.read_database_pool_uuid", disk)
    expect(lost_uuid == office.pool()["uuid"], "the database is not that of the pool")

    lost = standby.call("VDI.open_database", disk)
    seen = {"vms": len(standby.raw("VM.get_all", lost)), "hosts": len(standby.raw("host.get_all", lost))}
    needed = standby.raw("VM_appliance.get_SRs_required_for_recovery", lost, vapp, standby.session)
    expect(needed == [], "the vApp needs what is attached already")
    standby.raw("VM_appliance.recover", lost, vapp, standby.session, False)
    standby.raw("VM.recover", lost, mail, standby.session, False)
    standby.raw("session.logout", lost)

    (recovered,) = standby.call("VM_appliance.get_by_name_label", "shop")
    standby.call("VM_appliance.start", recovered, False)
    back = standby.call("VM.get_by_uuid", office.call("VM.get_uuid", mail))
    standby.call("VM.start", back, False, False)
    members = standby.call("VM_appliance.get_VMs", recovered)
    seen["states"] = [standby.call("VM.get_power_state", vm) for vm in members + [back]]
    seen["snapshots"] = [standby.call("VM.get_name_label", ref) for ref in standby.call("VM.get_snapshots", back)]
    standby.call("DR_task.destroy", task)
    seen["attached"] = any(
        standby.call("PBD.get_currently_attached", pbd) for pbd in standby.call("SR.get_PBDs", repository)
    )
    return seen


def main(arguments):
    if len(arguments) != 4:
        print(__doc__.strip(), file=sys.stderr)
        return 1
    url, standby, user, password = arguments
    try:
        pools = [Pool(each, user, password) for each in (url, standby)]
        seen = recover(*pools)
        for pool in pools:
            pool.call("session.logout")
    except (Refused, OSError, xmlrpc.client.Error) as error:
        print("disaster-recovery: %s" % error, file=sys.stderr)
        return 1
    print(json.dumps(seen))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
