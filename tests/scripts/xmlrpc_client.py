"""Makes a list of XML-RPC calls with Python's own xmlrpc.client and prints the answers as JSON.

Input: {"url": URL or null, "socket": PATH or null, "user": …, "password": …, "calls": [[METHOD, ARGUMENT…]…]}.
Over a unix socket the transport is the one that the original gives to its users. Output: one entry per call,
{"value": …}, {"fault": [CODE, TEXT]} or {"http": STATUS}; "type" says which Python type a value came as.
"""

import json
import sys
import xmlrpc.client

from supervisor.xmlrpc import SupervisorTransport


def answer(proxy, method, arguments):
    try:
        value = getattr(proxy, method)(*arguments)
    except xmlrpc.client.Fault as fault:
        return {"fault": [fault.faultCode, fault.faultString]}
    except xmlrpc.client.ProtocolError as error:
        return {"http": error.errcode}
    return {"value": value, "type": type(value).__name__}


def main():
    request = json.load(sys.stdin)
    if request["socket"]:
        transport = SupervisorTransport(request["user"], request["password"], "unix://" + request["socket"])
        proxy = xmlrpc.client.ServerProxy("http://127.0.0.1", transport=transport)
    else:
        proxy = xmlrpc.client.ServerProxy(request["url"])
    json.dump([answer(proxy, method, arguments) for method, *arguments in request["calls"]], sys.stdout)


main()
