using System.Threading.Channels;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;

namespace RealtimeHub.Transport.Tests.Hubs;

/// <summary>What every hub can do, done over the direct transport: with and without negotiation, in both protocols.</summary>
public sealed class HubFeatureTests
{
    public static TheoryData<bool, bool> Ways => new() { { false, false }, { false, true }, { true, false }, { true, true } };

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_call_is_answered(bool skipsNegotiation, bool binary)
    {
        await using var app = await HubApp.StartAsync();
        await using var client = await app.ConnectAsync(skipsNegotiation: skipsNegotiation, binary: binary);

        foreach (var text in new[] { "", "hello", new string('ü', 10_000) })
        {
            Assert.Equal(text, await client.InvokeAsync<string>("Echo", text, Patience.Token));
        }

        Assert.Equal(["direct"], app.Chosen.All);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task What_is_pushed_in_quick_succession_arrives_in_order_and_before_the_answer_of_the_call(bool skipsNegotiation, bool binary)
    {
        const int Count = 5_000;
        await using var app = await HubApp.StartAsync();
        await using var client = await app.ConnectAsync(skipsNegotiation: skipsNegotiation, binary: binary);
        var told = new List<string>(Count);
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        client.On<string>("told", text =>
        {
            told.Add(text);
            if (told.Count == Count) all.SetResult();
        });

        await client.InvokeAsync("Burst", Count, Patience.Token);
        await all.Task.WaitAsync(Patience.Token);
        Assert.Equal(Enumerable.Range(1, Count).Select(i => $"{i}"), told);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task The_name_of_a_connection_is_the_one_the_client_knows(bool skipsNegotiation, bool binary)
    {
        await using var app = await HubApp.StartAsync();
        await using var client = await app.ConnectAsync(skipsNegotiation: skipsNegotiation, binary: binary);

        var id = await client.InvokeAsync<string>("Id", Patience.Token);
        Assert.NotEmpty(id);
        Assert.Equal(skipsNegotiation ? null : id, client.ConnectionId);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Groups_and_callers_are_told(bool skipsNegotiation, bool binary)
    {
        await using var app = await HubApp.StartAsync();
        await using var one = await app.ConnectAsync(skipsNegotiation: skipsNegotiation, binary: binary);
        await using var other = await app.ConnectAsync(skipsNegotiation: skipsNegotiation, binary: binary);
        var (toOne, toOther) = (Told(one), Told(other));
        await one.InvokeAsync("Join", "g", Patience.Token);

        await other.InvokeAsync("TellGroup", "g", "to the group", Patience.Token);
        await other.InvokeAsync("TellMe", "to me", Patience.Token);
        Assert.Equal("to the group", await toOne.ReadAsync(Patience.Token));
        Assert.Equal("to me", await toOther.ReadAsync(Patience.Token));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task The_server_streams(bool skipsNegotiation, bool binary)
    {
        await using var app = await HubApp.StartAsync();
        await using var client = await app.ConnectAsync(skipsNegotiation: skipsNegotiation, binary: binary);

        var numbers = new List<int>();
        await foreach (var number in client.StreamAsync<int>("Count", 1_000, Patience.Token)) numbers.Add(number);
        Assert.Equal(Enumerable.Range(1, 1_000), numbers);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task The_client_streams(bool skipsNegotiation, bool binary)
    {
        await using var app = await HubApp.StartAsync();
        await using var client = await app.ConnectAsync(skipsNegotiation: skipsNegotiation, binary: binary);

        Assert.Equal(500_500, await client.InvokeAsync<int>("Sum", Enumerable.Range(1, 1_000).ToAsyncEnumerable(), Patience.Token));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task The_server_asks_a_client(bool skipsNegotiation, bool binary)
    {
        await using var app = await HubApp.StartAsync();
        await using var client = await app.ConnectAsync(skipsNegotiation: skipsNegotiation, binary: binary);
        client.On("answer", (string question) => question + "!");
        var id = await client.InvokeAsync<string>("Id", Patience.Token);

        var hub = app.Services.GetRequiredService<IHubContext<OrdinaryHub>>();
        Assert.Equal("why!", await hub.Clients.Client(id).InvokeAsync<string>("answer", "why", Patience.Token));
    }

    [Fact]
    public async Task Items_stay_with_the_connection()
    {
        await using var app = await HubApp.StartAsync();
        await using var client = await app.ConnectAsync();
        await client.InvokeAsync("Remember", "this", Patience.Token);

        Assert.Equal("this", await client.InvokeAsync<string>("Recall", Patience.Token));
    }

    [Fact]
    public async Task A_hub_on_the_loop_does_the_same()
    {
        await using var app = await HubApp.StartAsync(options => options.RunsOnEventLoop = true);
        await using var client = await app.ConnectAsync();

        Assert.Equal("hello", await client.InvokeAsync<string>("Echo", "hello", Patience.Token));
        Assert.Equal(500_500, await client.InvokeAsync<int>("Sum", Enumerable.Range(1, 1_000).ToAsyncEnumerable(), Patience.Token));
    }

    private static ChannelReader<string> Told(HubConnection client)
    {
        var told = Channel.CreateUnbounded<string>();
        client.On("told", (string text) => told.Writer.TryWrite(text));
        return told.Reader;
    }
}
