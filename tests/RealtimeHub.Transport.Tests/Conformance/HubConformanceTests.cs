using RealtimeHub.Transport.Tests.Hubs;
using RealtimeHub.Transport.Tests.Support;

namespace RealtimeHub.Transport.Tests.Conformance;

/// <summary>The cases of groups 2 to 7 in which the client is wrong, against a hub: it is closed, and nobody else notices.</summary>
public sealed class HubConformanceTests(HubConformanceTests.SharedHub hub) : IClassFixture<HubConformanceTests.SharedHub>
{
    // Of those that send a whole message before the fault, a hub would complain of the message.
    public static TheoryData<string> Numbers =>
        [.. AutobahnTests.All.Where(row => row.Value.Fails is not null && row.Value.Gets.All(frame => frame.Opcode == ServerFrame.PongKind)).Select(row => row.Key)];

    [Theory]
    [MemberData(nameof(Numbers))]
    public async Task A_client_that_breaks_the_rules_is_closed_and_a_bystander_goes_on_after(string number)
    {
        var wrong = AutobahnTests.All[number];
        using var client = await hub.App.OpenRawAsync();
        await wrong.SendAsync(client);

        Assert.Equal(wrong.Fails, await client.ReadCloseAsync());
        await hub.ExpectBystanderAsync(number);
    }

    /// <summary>One application for all cases, with somebody who only looks on.</summary>
    public sealed class SharedHub : IAsyncLifetime
    {
        private RawClient _bystander = null!;

        internal DirectApp App { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            App = await HubApp.StartAsync();
            _bystander = await App.OpenRawAsync();
        }

        public async ValueTask DisposeAsync()
        {
            await App.DisposeAsync();
            _bystander.Dispose();
        }

        internal Task ExpectBystanderAsync(string text) => _bystander.ExpectEchoAsync(text);
    }
}
