using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using RealtimeHub.Transport.Tests.Support;

namespace RealtimeHub.Transport.Tests.Hubs;

/// <summary>How connections end.</summary>
public sealed class HubLifetimeTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public async Task A_hub_can_end_a_connection()
    {
        await using var app = await HubApp.StartAsync();
        using var client = await app.OpenRawAsync();
        await client.SendAsync(HubApp.Call("Leave"));
        var status = client.ReadFrameUntilCloseAsync();

        Assert.Equal(1000, await status);
        await app.Watch().ExpectAsync("disconnected");
        await client.SendAsync(ClientFrame.Close(1000));
        Assert.Null(await client.ReadFrameAsync());
        await app.Metrics.WaitForFallAsync(DirectApp.Connections, 0);
    }

    [Theory]
    [InlineData("close")]
    [InlineData("end")]
    [InlineData("reset")]
    public async Task A_hub_notices_that_its_client_is_gone(string way)
    {
        await using var app = await HubApp.StartAsync();
        using var client = await app.OpenRawAsync();
        await client.SendAsync(HubApp.Call("Stay"));
        await app.Watch().ExpectAsync("staying");

        if (way == "close") await client.SendAsync(ClientFrame.Close(1000));
        if (way == "end") client.EndOutput();
        if (way == "reset") client.Reset();

        // The method runs on its own: either may be told first.
        await app.Watch().ExpectAllAsync("noticed", "disconnected");
        await app.Metrics.WaitForFallAsync(DirectApp.Connections, 0);
    }

    [Fact]
    public async Task A_client_that_never_answers_a_close_is_cut()
    {
        await using var app = await StartWithClockAsync(options => options.CloseTimeout = 5 * Second);
        using var client = await app.OpenRawAsync();
        await client.SendAsync(HubApp.Call("Leave"));
        Assert.Equal(1000, await client.ReadFrameUntilCloseAsync());

        await AdvanceUntilAsync(client.ReadFrameAsync());
        Assert.True(client.WasReset);
        await app.Metrics.WaitForFallAsync(DirectApp.Connections, 0);
    }

    [Fact]
    public async Task A_client_that_sends_rubbish_and_never_leaves_is_cut()
    {
        await using var app = await StartWithClockAsync(options => options.CloseTimeout = 5 * Second);
        using var client = await app.OpenRawAsync();
        await client.SendAsync(new ClientFrame(3, []));
        Assert.Equal(1002, await client.ReadFrameUntilCloseAsync());

        // Nothing more comes, and the socket is only given back when it is cut.
        Assert.Null(await client.ReadFrameAsync());
        await AdvanceUntilAsync(app.Metrics.WaitForFallAsync(DirectApp.Connections, 0));
    }

    [Fact]
    public async Task A_client_that_takes_no_write_is_cut_and_those_who_send_to_it_go_on()
    {
        const int MoreThanAnySocketHolds = 64 * 1024 * 1024;
        await using var app = await StartWithClockAsync(options => options.SendTimeout = 10 * Second, keepAlive: TimeSpan.FromHours(1));
        using var client = await app.OpenRawAsync();

        var sending = app.Services.GetRequiredService<IHubContext<OrdinaryHub>>().Clients.All.SendAsync("told", new string('x', MoreThanAnySocketHolds));
        Assert.False(sending.IsCompleted);

        await AdvanceUntilAsync(sending);
        await app.Metrics.WaitForFallAsync(DirectApp.Connections, 0);
    }

    [Fact]
    public async Task A_client_that_is_silent_too_long_is_closed_and_a_ping_is_a_sign_of_life()
    {
        await using var app = await StartWithClockAsync(options => options.IdleTimeout = 10 * Second);
        using var client = await app.OpenRawAsync();
        for (var i = 0; i < 3; i++)
        {
            _clock.Advance(9 * Second);
            await client.SendAsync(ClientFrame.Ping("alive"));
            Assert.Equal(ServerFrame.PongKind, (await client.ReadFrameAsync())!.Opcode);
        }

        var status = client.ReadFrameUntilCloseAsync();
        await AdvanceUntilAsync(status);
        Assert.Equal(1001, await status);
        await app.Watch().ExpectAsync("disconnected");
    }

    [Fact]
    public async Task SignalR_pings_its_clients_as_the_clock_goes_on()
    {
        await using var app = await StartWithClockAsync(keepAlive: TimeSpan.FromTicks(1), clientTimeout: TimeSpan.FromHours(1));
        using var client = await app.OpenRawAsync();
        for (var i = 0; i < 3; i++)
        {
            // SignalR shakes hands before it asks for the seconds: the first may be missed.
            var ping = client.ReadFrameAsync();
            await AdvanceUntilAsync(ping);
            Assert.Equal($$"""{"type":6}{{HubApp.End}}""", (await ping)!.Text);
        }
    }

    [Fact]
    public async Task SignalR_ends_a_client_that_does_not_ping_any_more()
    {
        await using var app = await StartWithClockAsync(keepAlive: TimeSpan.FromHours(1), clientTimeout: TimeSpan.FromTicks(1));
        using var client = await app.OpenRawAsync();
        await client.SendAsync(ClientFrame.Text($$"""{"type":6}{{HubApp.End}}"""));
        var status = client.ReadFrameUntilCloseAsync();

        await AdvanceUntilAsync(status);
        Assert.Equal(1000, await status);
        await app.Watch().ExpectAsync("disconnected");
    }

    [Fact]
    public async Task A_client_that_never_shakes_hands_is_ended()
    {
        await using var app = await HubApp.StartAsync(signalR: options => options.HandshakeTimeout = TimeSpan.FromMilliseconds(50));
        using var client = await RawClient.OpenAsync(app.At("/hub"));

        Assert.Equal(1000, await client.ReadFrameUntilCloseAsync());
    }

    private Task<DirectApp> StartWithClockAsync(Action<DirectHubOptions>? configure = null, TimeSpan? keepAlive = null, TimeSpan? clientTimeout = null) =>
        HubApp.StartAsync(
            configure,
            options => (options.KeepAliveInterval, options.ClientTimeoutInterval) = (keepAlive ?? options.KeepAliveInterval, clientTimeout ?? options.ClientTimeoutInterval),
            services => services.AddSingleton<TimeProvider>(_clock));

    /// <summary>Lets time pass until something has happened.</summary>
    private async Task AdvanceUntilAsync(Task task)
    {
        while (!task.IsCompleted)
        {
            _clock.Advance(Second);
            await Task.Yield();
        }

        await task;
    }
}
