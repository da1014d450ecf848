using System.Net;
using System.Net.Sockets;
using RealtimeHub.Load.Targets;

namespace RealtimeHub.Load.Tests.Targets;

public sealed class FreePortTests
{
    [Fact]
    public void A_port_can_be_listened_to_and_is_none_that_kernels_give_to_outgoing_connections()
    {
        using var listener = new TcpListener(IPAddress.Loopback, FreePort.Find());
        listener.Start();
        Assert.InRange(((IPEndPoint)listener.LocalEndpoint).Port, 16_384, 32_767);
    }

    [Fact]
    public void Programs_that_look_at_the_same_time_do_not_all_find_the_same_port() =>
        Assert.NotEqual(1, Enumerable.Range(0, 20).Select(_ => FreePort.Find()).Distinct().Count());
}
