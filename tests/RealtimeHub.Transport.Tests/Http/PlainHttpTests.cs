using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using RealtimeHub.Transport.Tests.Support;

namespace RealtimeHub.Transport.Tests.Http;

/// <summary>Ordinary requests over the event loops.</summary>
public sealed class PlainHttpTests
{
    private const int Large = 5_000_000;

    [Fact]
    public async Task A_get_is_answered_again_and_again_over_one_connection()
    {
        await using var app = await StartAsync();
        using var client = await RawClient.ConnectAsync(app.Address);
        for (var i = 0; i < 100; i++)
        {
            Assert.StartsWith("HTTP/1.1 200", await client.AskAsync(Get("/hello")), StringComparison.Ordinal);
            Assert.Equal("hello"u8.ToArray(), await client.ReadExactlyAsync(5));
        }
    }

    [Fact]
    public async Task Requests_that_come_in_one_packet_are_answered_in_order()
    {
        await using var app = await StartAsync();
        using var client = await RawClient.ConnectAsync(app.Address);
        await client.SendAsync(Encoding.ASCII.GetBytes(Get("/say/1") + Get("/say/2") + Get("/say/3")));
        foreach (var text in new[] { "1", "2", "3" })
        {
            Assert.StartsWith("HTTP/1.1 200", await client.ReadHeadAsync(), StringComparison.Ordinal);
            Assert.Equal(Encoding.ASCII.GetBytes(text), await client.ReadExactlyAsync(1));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_large_body_arrives_whole(bool isChunked)
    {
        await using var app = await StartAsync();
        using var http = new HttpClient();
        var body = RandomNumberGenerator.GetBytes(Large);
        using var request = new HttpRequestMessage(HttpMethod.Post, app.At("/hash")) { Content = new ByteArrayContent(body) };
        request.Headers.TransferEncodingChunked = isChunked;

        using var answer = await http.SendAsync(request, Patience.Token);
        Assert.Equal(Convert.ToHexString(SHA256.HashData(body)), await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_body_that_nobody_reads_for_a_while_arrives_whole()
    {
        await using var app = await StartAsync();
        using var client = await RawClient.ConnectAsync(app.Address);
        var body = RandomNumberGenerator.GetBytes(Large);
        var head = $"POST /hash HTTP/1.1\r\nHost: localhost\r\nContent-Length: {body.Length}\r\n\r\n";
        await client.SendAsync(Encoding.ASCII.GetBytes(head));
        foreach (var part in body.Chunk(70_001)) await client.SendAsync(part);

        Assert.StartsWith("HTTP/1.1 200", await client.ReadHeadAsync(), StringComparison.Ordinal);
        Assert.Equal(Encoding.ASCII.GetBytes(Convert.ToHexString(SHA256.HashData(body))), await client.ReadExactlyAsync(64));
    }

    [Fact]
    public async Task A_client_that_asks_whether_to_go_on_is_told_so()
    {
        await using var app = await StartAsync();
        using var client = await RawClient.ConnectAsync(app.Address);
        var head = "POST /hash HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n";
        Assert.StartsWith("HTTP/1.1 100", await client.AskAsync(head), StringComparison.Ordinal);

        Assert.StartsWith("HTTP/1.1 200", await client.AskAsync("hello"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("keep-alive")]
    [InlineData("close")]
    public async Task A_slow_client_gets_all_of_a_large_answer(string connection)
    {
        await using var app = await StartAsync();
        using var client = await RawClient.ConnectAsync(app.Address, receiveBuffer: 4_096);
        var head = await client.AskAsync($"GET /large HTTP/1.1\r\nHost: localhost\r\nConnection: {connection}\r\n\r\n");
        Assert.Contains($"Content-Length: {Large}\r\n", head, StringComparison.OrdinalIgnoreCase);

        // Others are served while it has not read.
        using var http = new HttpClient();
        Assert.Equal("hello", await http.GetStringAsync(app.At("/hello"), Patience.Token));
        Assert.Equal(Answer, await client.ReadExactlyAsync(Large));
        if (connection == "close") Assert.Null(await client.ReadExactlyAsync(1));
        Assert.False(client.WasReset);
    }

    [Fact]
    public async Task A_large_answer_comes_whole_over_TLS()
    {
        using var certificate = TestCertificate.Make();
        await using var app = await DirectApp.StartAsync(Map, _ => { }, kestrel => kestrel.ListenLocalhostOn0(listen => listen.UseHttps(certificate)));
        using var http = new HttpClient(TestCertificate.TrustingHandler());

        Assert.Equal(Answer, await http.GetByteArrayAsync(app.At("/large"), Patience.Token));
        using var hash = await http.PostAsync(app.At("/hash"), new ByteArrayContent(Answer), Patience.Token);
        Assert.Equal(Convert.ToHexString(SHA256.HashData(Answer)), await hash.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_handler_is_told_where_its_client_is()
    {
        await using var app = await StartAsync();
        using var client = await RawClient.ConnectAsync(app.Address);
        await client.AskAsync(Get("/peer"));

        var expected = $"{IPAddress.Loopback}:{client.LocalPort} {app.Address.Port}";
        Assert.Equal(Encoding.ASCII.GetBytes(expected), await client.ReadExactlyAsync(expected.Length));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_handler_notices_that_its_client_is_gone(bool reset)
    {
        var (asked, gone) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var app = await DirectApp.StartAsync(app => app.MapGet("/wait", async (HttpContext http) =>
        {
            asked.SetResult();
            http.RequestAborted.Register(gone.SetResult);
            await gone.Task;
        }));
        using var client = await RawClient.ConnectAsync(app.Address);
        await client.SendAsync(Encoding.ASCII.GetBytes(Get("/wait")));
        await asked.Task.WaitAsync(Patience.Token);

        if (reset) client.Reset();
        else client.Dispose();
        await gone.Task.WaitAsync(Patience.Token);
    }

    private static byte[] Answer { get; } = [.. Enumerable.Range(0, Large).Select(i => (byte)(i >> 4))];

    private static Task<DirectApp> StartAsync() => DirectApp.StartAsync(Map);

    private static void Map(WebApplication app)
    {
        app.MapGet("/hello", () => Plain("hello"));
        app.MapGet("/say/{text}", (string text) => Plain(text));
        app.MapGet("/large", () => Results.Bytes(Answer));
        app.MapGet("/peer", (HttpContext http) => Plain($"{http.Connection.RemoteIpAddress}:{http.Connection.RemotePort} {http.Connection.LocalPort}"));
        app.MapPost("/hash", async (HttpRequest request) => Plain(Convert.ToHexString(await SHA256.HashDataAsync(request.Body))));
    }

    /// <summary>With a length, and not in chunks.</summary>
    private static IResult Plain(string text) => Results.Bytes(Encoding.ASCII.GetBytes(text));

    private static string Get(string path) => $"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n";
}
