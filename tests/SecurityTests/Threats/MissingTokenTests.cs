using SecurityTests.Support;
using Xunit;

namespace SecurityTests.Threats;

public sealed class MissingTokenTests(Neighbourhood neighbourhood)
{
    private readonly Uri _server = neighbourhood.Server.Address;

    [Fact]
    public Task T03_Without_a_token_neither_negotiation_nor_WebSocket_is_had() => neighbourhood.WhileAsync(async () =>
    {
        Assert.Equal(401, await RawConnection.AskAsync(_server, RawConnection.Request(_server, "POST /hub/negotiate", "Content-Length: 0")));
        Assert.Equal(401, await RawConnection.AskAsync(_server, RawConnection.Upgrade(_server)));
    });
}
