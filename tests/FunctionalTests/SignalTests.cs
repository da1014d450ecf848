using System.Net;
using RealtimeHub.Contracts;
using RealtimeHub.TestKit;
using Xunit;

namespace FunctionalTests;

/// <summary>The server as a process of its own that is told to end, as systemd, Docker and Kubernetes do.</summary>
public sealed class SignalTests
{
    private static readonly Uri Ready = new("health/ready", UriKind.Relative);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task SIGTERM_lets_clients_go_finishes_publishes_and_ends_with_code_0(bool direct)
    {
        using var server = await ServerProcess.StartAsync($"--RealtimeHub:Transport:Direct={direct}", "--RealtimeHub:Drain:ReadinessDelay=00:00:02");
        var clients = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => BareClient.ConnectAsync(server.Hub)));
        var body = new HeldUpBody("[1, ", "2]");
        var publish = server.Http.PostAsync(new Uri("v1/topics/news/events", UriKind.Relative), body, Patience.Token);
        await body.BeginningSent;

        server.Signal("TERM");
        await server.IsNotReadyAsync();
        Assert.All(clients, client => Assert.True(client.HasNothingMore));
        foreach (var client in clients)
        {
            Assert.Equal((int)CloseCode.ShuttingDown, Assert.IsType<Received.Goodbye>(await client.NextAsync()).Code);
            await client.DisposeAsync();
        }

        Assert.False(server.HasEnded);
        body.SendRest();
        using var answer = await publish;
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(0, await server.EndAsync());
        var log = await server.OutputAsync();
        Assert.All(new[] { "lets its clients go", "20 clients are told goodbye", "20 were told, 0 of them had to be cut" }, line => Assert.Contains(line, log, StringComparison.Ordinal));
        Assert.DoesNotMatch(" (?:WRN|ERR|FTL) ", log[log.IndexOf("lets its clients go", StringComparison.Ordinal)..]);
    }

    [Fact]
    public async Task What_is_not_over_in_time_is_given_up_and_the_code_is_0()
    {
        using var server = await ServerProcess.StartAsync("--RealtimeHub:Drain:Timeout=00:00:01");
        var body = new HeldUpBody("[1, ", "2]");
        var publish = server.Http.PostAsync(new Uri("v1/topics/news/events", UriKind.Relative), body, Patience.Token);
        await body.BeginningSent;

        server.Signal("TERM");

        Assert.Equal(0, await server.EndAsync());
        body.SendRest();
        await Assert.ThrowsAnyAsync<Exception>(() => publish);
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task A_server_without_clients_ends_at_once(string signal)
    {
        using var server = await ServerProcess.StartAsync("--RealtimeHub:Drain:Window=00:20:00", "--RealtimeHub:Drain:Timeout=01:00:00");

        server.Signal(signal);

        Assert.Equal(0, await server.EndAsync());
    }

    [Fact]
    public async Task A_second_signal_ends_it_whatever_it_waits_for()
    {
        using var server = await ServerProcess.StartAsync("--RealtimeHub:Drain:ReadinessDelay=00:10:00", "--RealtimeHub:Drain:Timeout=01:00:00");

        server.Signal("TERM");
        await server.IsNotReadyAsync();

        // What comes within a second is the same wish.
        while (!server.HasEnded)
        {
            server.Signal("TERM");
            try
            {
                await server.Http.GetAsync(Ready, Patience.Token);
            }
            catch (HttpRequestException)
            {
                // It is gone.
            }
        }

        Assert.Equal(143, await server.EndAsync());
    }
}
