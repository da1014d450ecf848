using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using RealtimeHub.Transport.Tests.Support;

namespace RealtimeHub.Transport.Tests.Hubs;

/// <summary>What the direct transport cannot serve is served by SignalR's own, and counted with the reason.</summary>
public sealed class FallbackTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task TLS_takes_the_other_way(bool skipsNegotiation)
    {
        using var certificate = TestCertificate.Make();
        await using var app = await StartAsync(listen => listen.UseHttps(certificate));
        await using var client = await app.ConnectAsync(skipsNegotiation: skipsNegotiation, configure: options =>
        {
            options.HttpMessageHandlerFactory = _ => TestCertificate.TrustingHandler();
            options.WebSocketConfiguration = webSocket => webSocket.RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.GetCertHashString() == certificate.Thumbprint;
        });

        Assert.Equal("hello", await client.InvokeAsync<string>("Echo", "hello", Patience.Token));
        Assert.Equal(["signalr: tls"], app.Chosen.All);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_connection_that_somebody_listens_to_takes_the_other_way(bool skipsNegotiation)
    {
        await using var app = await StartAsync(listen => listen.UseConnectionLogging());
        await using var client = await app.ConnectAsync(skipsNegotiation: skipsNegotiation);

        Assert.Equal("hello", await client.InvokeAsync<string>("Echo", "hello", Patience.Token));
        Assert.Equal(["signalr: middleware"], app.Chosen.All);
    }

    [Fact]
    public async Task HTTP_2_takes_the_other_way_after_a_negotiation_too()
    {
        await using var app = await StartAsync(listen => listen.Protocols = HttpProtocols.Http2);
        using var http = new HttpMessageInvoker(new SocketsHttpHandler());
        using var negotiation = await http.SendAsync(
            new HttpRequestMessage(HttpMethod.Post, app.At("/hub/negotiate?negotiateVersion=1")) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact },
            Patience.Token);
        var token = (await negotiation.Content.ReadFromJsonAsync<JsonElement>(Patience.Token)).GetProperty("connectionToken").GetString();

        using var socket = new ClientWebSocket { Options = { HttpVersion = HttpVersion.Version20, HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact } };
        await socket.ConnectAsync(new UriBuilder(app.At("/hub")) { Scheme = "ws", Query = $"id={token}" }.Uri, http, Patience.Token);
        await SendAsync(socket, """{"protocol":"json","version":1}""");
        Assert.Equal("{}\u001e", await ReadAsync(socket));
        await SendAsync(socket, """{"type":1,"invocationId":"1","target":"Echo","arguments":["hello"]}""");
        Assert.Contains("\"result\":\"hello\"", await ReadAsync(socket), StringComparison.Ordinal);
        Assert.Equal(["signalr: http2"], app.Chosen.All);
    }

    [Fact]
    public async Task Without_event_loops_everybody_takes_the_other_way()
    {
        await using var app = await HubApp.StartAsync(addServices: services => services.Configure<DirectTransportOptions>(options => options.Enabled = false));
        await using var client = await app.ConnectAsync();

        Assert.Equal("hello", await client.InvokeAsync<string>("Echo", "hello", Patience.Token));
        Assert.Equal(["signalr: switched off"], app.Chosen.All);
        Assert.Equal("SignalR's own (switched off)", app.Services.DescribeTransport());
    }

    [Fact]
    public async Task A_Unix_socket_takes_the_other_way()
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        await using var app = await DirectApp.StartAsync(
            app => app.MapDirectHub<OrdinaryHub>("/hub"), services => services.AddSingleton<HubWatch>(), kestrel => kestrel.ListenUnixSocket(path));
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), Patience.Token);
        await socket.SendAsync(System.Text.Encoding.ASCII.GetBytes(RawClient.UpgradeRequest("/hub")), Patience.Token);

        var buffer = new byte[16];
        Assert.Equal(buffer.Length, await socket.ReceiveAsync(buffer, Patience.Token));
        Assert.Equal("HTTP/1.1 101 Swi"u8.ToArray(), buffer);
        Assert.Equal(["signalr: listener"], app.Chosen.All);
    }

    [Fact]
    public async Task Plain_connections_are_served_directly()
    {
        await using var app = await HubApp.StartAsync();

        Assert.StartsWith("direct, ", app.Services.DescribeTransport(), StringComparison.Ordinal);
    }

    private static Task SendAsync(ClientWebSocket socket, string message) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(message + HubApp.End), WebSocketMessageType.Text, endOfMessage: true, Patience.Token);

    private static async Task<string> ReadAsync(ClientWebSocket socket)
    {
        var buffer = new byte[1_024];
        return Encoding.UTF8.GetString(buffer, 0, (await socket.ReceiveAsync(buffer, Patience.Token)).Count);
    }

    private static Task<DirectApp> StartAsync(Action<ListenOptions> configure) => DirectApp.StartAsync(
        app => app.MapDirectHub<OrdinaryHub>("/hub"), services => services.AddSingleton<HubWatch>(), kestrel => kestrel.ListenLocalhostOn0(configure));
}
