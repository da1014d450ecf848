using System.Net;
using System.Net.Sockets;
using System.Text;
using RealtimeHub.Load.Publishing;
using RealtimeHub.Load.Publishing.Http;

namespace RealtimeHub.Load.Tests.Publishing;

public sealed class HttpConnectionTests : IDisposable
{
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public HttpConnectionTests() => _listener.Start();

    private Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    [Fact]
    public async Task A_request_says_where_it_goes_what_it_is_and_who_sends_it()
    {
        var serving = ServeAsync([Ok]);
        using var connection = new HttpConnection(Address, "key");
        connection.Post(connection.Requests.HeadFor("/v1/events"), "[1]"u8, default);
        var request = (await serving).Single();
        Assert.StartsWith($"POST /v1/events HTTP/1.1\r\nHost: {Address.Authority}\r\nX-API-Key: key\r\n", request, StringComparison.Ordinal);
        Assert.EndsWith("Content-Type: application/json\r\nContent-Length: 3\r\n\r\n[1]", request, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_that_was_closed_while_it_was_idle_is_opened_again()
    {
        var serving = ServeAsync([Ok], [Ok]);
        using var connection = new HttpConnection(Address, null);
        Assert.Equal(200, Post(connection));
        Assert.Equal(200, Post(connection));
        Assert.Equal(2, (await serving).Count);
    }

    [Fact]
    public async Task Nobody_knows_about_a_request_on_a_new_connection_that_broke()
    {
        var serving = ServeAsync([""]);
        using var connection = new HttpConnection(Address, null);
        Assert.True(Assert.Throws<PublishException>(() => Post(connection)).MayBeTaken);
        await serving;
    }

    [Fact]
    public async Task An_answer_that_breaks_off_is_not_tried_again()
    {
        var serving = ServeAsync([Ok, "HTTP/1.1 200 OK\r\nContent-Le"]);
        using var connection = new HttpConnection(Address, null);
        Post(connection);
        Assert.True(Assert.Throws<PublishException>(() => Post(connection)).MayBeTaken);
        Assert.Equal(2, (await serving).Count);
    }

    [Fact]
    public void A_server_that_does_not_listen_has_taken_nothing()
    {
        _listener.Stop();
        using var connection = new HttpConnection(Address, null);
        Assert.False(Assert.Throws<PublishException>(() => Post(connection)).MayBeTaken);
    }

    [Fact]
    public async Task An_interrupted_run_does_not_wait_for_an_answer()
    {
        using var stop = new CancellationTokenSource();
        using var connection = new HttpConnection(Address, null);
        var posting = Task.Factory.StartNew(
            () => connection.Post(connection.Requests.HeadFor("/"), default, stop.Token).Status, default, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        using var silent = await _listener.AcceptSocketAsync(Patience.Token);
        Assert.True(await silent.ReceiveAsync(new byte[100], Patience.Token) > 0);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => posting.WaitAsync(Patience.Token));
    }

    public void Dispose() => _listener.Dispose();

    private static int Post(HttpConnection connection) => connection.Post(connection.Requests.HeadFor("/"), "1"u8, default).Status;

    /// <summary>Answers the requests of each connection in turn, then closes it.</summary>
    private async Task<List<string>> ServeAsync(params string[][] connections)
    {
        var requests = new List<string>();
        var buffer = new byte[10_000];
        foreach (var answers in connections)
        {
            using var socket = await _listener.AcceptSocketAsync(Patience.Token);
            foreach (var answer in answers)
            {
                requests.Add(Encoding.ASCII.GetString(buffer, 0, await socket.ReceiveAsync(buffer, Patience.Token)));
                await socket.SendAsync(Encoding.ASCII.GetBytes(answer), Patience.Token);
            }

            socket.Shutdown(SocketShutdown.Both);
        }

        return requests;
    }
}
