#!/usr/bin/env python3
"""The life of a VM, told to a pool by nothing but Python's standard library.

usage: life-of-a-vm.py URL USER PASSWORD

Starts a halted VM, takes a snapshot, exports the VM and imports it again, reads statistics, shuts down, and destroys
what it made. Prints one line of JSON with what it saw. Ends with 1 and a message on standard error when anything is not
as the XenAPI says.
"""

import json
import http.client
import ssl
import sys
import tempfile
import time
import urllib.parse
import urllib.request
import xml.etree.ElementTree
import xmlrpc.client

DEADLINE_S = 120


class Refused(Exception):
    """An answer that is no success, or not what it should be."""


def expect(is_so, what):
    if not is_so:
        raise Refused(what)


class Pool:
    def __init__(self, url):
        self.url = url.rstrip("/")
        # Pools have certificates that they signed themselves.
        self.context = ssl._create_unverified_context() if url.startswith("https:") else None
        self.server = xmlrpc.client.ServerProxy(self.url + "/", allow_none=True, context=self.context)
        self.session = None

    def raw(self, method, *params):
        answer = getattr(self.server, method)(*params)
        if answer["Status"] != "Success":
            raise Refused("%s: %s" % (method, " ".join(answer["ErrorDescription"])))
        return answer["Value"]

    def call(self, method, *params):
        return self.raw(method, self.session, *params)

    def address(self, path, **query):
        return self.url + path + "?" + urllib.parse.urlencode(dict(query, session_id=self.session))

    def get(self, path, **query):
        return urllib.request.urlopen(self.address(path, **query), context=self.context, timeout=DEADLINE_S)

    def wait(self, task):
        """Waits for a task by events, and answers its result."""
        token = ""
        deadline = time.monotonic() + DEADLINE_S
        while time.monotonic() < deadline:
            batch = self.call("event.from", ["task/" + task], token, 5.0)
            token = batch["token"]
            if not batch["events"]:
                # Refuses when the pool has forgotten the task, of which there are no events then.
                self.call("task.get_uuid", task)
            for event in batch["events"]:
                if event["ref"] != task or event["operation"] == "del":
                    continue
                status = event["snapshot"]["status"]
                if status == "success":
                    self.call("task.destroy", task)
                    return event["snapshot"]["result"]
                expect(status == "pending", "task %s: %s" % (status, event["snapshot"]["error_info"]))
        raise Refused("task %s has not ended" % task)

    def run(self, method, *params):
        return self.wait(self.call("Async." + method, *params))

    def put(self, path, file, **query):
        """Uploads a file. The answer comes before the body is read, so the task says how it went."""
        task = self.call("task.create", "upload", path)
        parts = urllib.parse.urlsplit(self.address(path, task_id=task, **query))
        if parts.scheme == "https":
            connection = http.client.HTTPSConnection(parts.netloc, timeout=DEADLINE_S, context=self.context)
        else:
            connection = http.client.HTTPConnection(parts.netloc, timeout=DEADLINE_S)
        file.seek(0, 2)
        size = file.tell()
        file.seek(0)
        connection.request("PUT", parts.path + "?" + parts.query, body=file, headers={"Content-Length": str(size)})
        response = connection.getresponse()
        expect(response.status == 200, "PUT %s: HTTP %d" % (path, response.status))
        response.read()
        connection.close()
        return self.wait(task)


def reference(value):
    """The one reference in a result, which is the text of an XML-RPC value."""
    return "".join(xml.etree.ElementTree.fromstring(value).itertext()).strip()


def is_guest(vm):
    return not (vm["is_a_template"] or vm["is_a_snapshot"] or vm["is_control_domain"])


def small_halted_vm(pool, vms):
    """The halted VM with the least on its disks, of those that can be started and exported."""
    sizes = {}
    for ref, vm in vms.items():
        if is_guest(vm) and vm["power_state"] == "Halted" and "start" in vm["allowed_operations"]:
            disks = [pool.call("VBD.get_VDI", vbd) for vbd in vm["VBDs"] if pool.call("VBD.get_type", vbd) == "Disk"]
            sizes[ref] = sum(int(pool.call("VDI.get_physical_utilisation", vdi)) for vdi in disks)
    expect(sizes, "no VM is halted")
    return min(sizes, key=sizes.get)


def destroy_vm(pool, vm):
    disks = [
        pool.call("VBD.get_VDI", vbd) for vbd in pool.call("VM.get_VBDs", vm) if pool.call("VBD.get_type", vbd) == "Disk"
    ]
    pool.call("VM.destroy", vm)
    for vdi in disks:
        pool.run("VDI.destroy", vdi)


def live(pool):
    seen = {}
    vms = pool.call("VM.get_all_records")
    seen["vms"] = sum(1 for vm in vms.values() if is_guest(vm))
    seen["hosts"] = len(pool.call("host.get_all"))
    vm = small_halted_vm(pool, vms)
    seen["vm"] = vms[vm]["name_label"]

    pool.run("VM.start", vm, False, False)
    expect(pool.call("VM.get_power_state", vm) == "Running", "the VM does not run after VM.start")
    host = pool.call("VM.get_resident_on", vm)
    seen["ran_on"] = pool.call("host.get_name_label", host)

    snapshot = reference(pool.run("VM.snapshot", vm, "before the export"))
    expect(pool.call("VM.get_snapshot_of", snapshot) == vm, "the snapshot is not one of the VM")

    with pool.get("/rrd_updates", start=-60, host="true", cf="AVERAGE", interval=5) as response:
        rows = xml.etree.ElementTree.fromstring(response.read())
    seen["series"] = int(rows.findtext("meta/columns"))
    expect(seen["series"] == len(rows.findall("meta/legend/entry")), "the legend is not as long as the rows are wide")

    pool.run("VM.hard_shutdown", vm)
    expect(pool.call("VM.get_power_state", vm) == "Halted", "the VM is not halted after VM.hard_shutdown")

    with tempfile.TemporaryFile() as file:
        with pool.get("/export", ref=vm) as response:
            expect(response.headers.get("task-id"), "the export names no task")
            while True:
                part = response.read(1 << 20)
                if not part:
                    break
                file.write(part)
        seen["export_bytes"] = file.tell()
        copy = reference(pool.put("/import", file, force="true"))
    record = pool.call("VM.get_record", copy)
    for field in ("name_label", "memory_static_max", "VCPUs_max", "platform"):
        expect(record[field] == vms[vm][field], "%s of the imported VM differs" % field)
    seen["disks"] = len(record["VBDs"])

    destroy_vm(pool, copy)
    destroy_vm(pool, snapshot)
    left = pool.call("VM.get_all_records")
    expect(set(left) == set(vms), "the pool does not have the VMs that it had before")
    return seen


def main(arguments):
    if len(arguments) != 3:
        print(__doc__.strip(), file=sys.stderr)
        return 1
    url, user, password = arguments
    try:
        pool = Pool(url)
        pool.session = pool.raw("session.login_with_password", user, password, "1.0", "life-of-a-vm.py")
        try:
            seen = live(pool)
        finally:
            pool.call("session.logout")
    except (Refused, OSError, http.client.HTTPException, xmlrpc.client.Error) as error:
        print("life-of-a-vm: %s" % error, file=sys.stderr)
        return 1
    print(json.dumps(seen))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
