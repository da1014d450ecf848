using Xunit;

namespace SecurityTests.Support;

/// <summary>All the ways in: the negotiation, the WebSocket with the token in a header and in its address, and the HTTP interface.</summary>
internal static class Doors
{
    private const string Body = "Content-Length: 0";

    /// <summary>Tries a token at every door.</summary>
    public static async Task AssertAllAnswerAsync(int status, Uri server, string token)
    {
        var header = $"Authorization: Bearer {token}";
        Assert.Equal(status, await RawConnection.AskAsync(server, RawConnection.Request(server, "POST /hub/negotiate?negotiateVersion=1", header, Body)));
        Assert.Equal(status, await RawConnection.AskAsync(server, RawConnection.Upgrade(server, header)));
        Assert.Equal(status, await RawConnection.AskAsync(server, RawConnection.Upgrade(server).Replace("/hub", $"/hub?access_token={Uri.EscapeDataString(token)}", StringComparison.Ordinal)));
        Assert.Equal(status, await RawConnection.AskAsync(server, RawConnection.Request(server, "GET /v1/topics/neighbours-0/events", header)));
        Assert.Equal(status, await RawConnection.AskAsync(server, RawConnection.Request(server, "POST /v1/topics/neighbours-0/events", header, "Content-Type: text/plain", Body)));
    }
}
