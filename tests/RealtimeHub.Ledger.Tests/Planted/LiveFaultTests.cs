using Microsoft.AspNetCore.SignalR.Protocol;
using RealtimeHub.Contracts;
using RealtimeHub.TestKit.Raw;
using RealtimeHub.TestKit.Witnesses;

namespace RealtimeHub.Ledger.Tests.Planted;

/// <summary>A subscriber whose wire is tampered with gives it away while the run goes on.</summary>
public sealed class LiveFaultTests
{
    private const int Events = 200;
    private const long Chosen = 150;

    private static readonly Dictionary<string, (Func<Func<HubMessage, IEnumerable<HubMessage>>> Tamper, Promise Breaks)> All = new()
    {
        ["drops an event"] = (() => message => OffsetOf(message) == Chosen ? [] : [message], Promise.NoLoss),
        ["delivers an event twice"] = (() => message => OffsetOf(message) == Chosen ? [message, message] : [message], Promise.NoRepeat),
        ["swaps two events"] = (SwapTwo, Promise.NoRepeat),
        ["delivers another event at an offset"] = (() => message => [OffsetOf(message) == Chosen ? With(message, 2, "1/7") : message], Promise.Agreement),
        ["lets an event out on another topic"] = (() => message => [OffsetOf(message) == Chosen ? With(message, 0, "secret") : message], Promise.Permission),
        ["delivers what nobody published"] = (() => message => [OffsetOf(message) == Events ? With(message, 2, "9/1") : message], Promise.NoPhantom),
        ["lies about the epoch"] = (() => message => [WithReply(message, reply => reply with { Epoch = "another" })], Promise.Durability),
        ["lies about recovery"] = (() => message => [WithReply(message, reply => reply with { Recovered = !reply.Recovered })], Promise.Honesty),
        ["keeps the last event back"] = (() => message => OffsetOf(message) == Events ? [] : [message], Promise.Liveness),
    };

    public static TheoryData<string, string> Cases =>
        new(from fault in All.Keys from protocol in new[] { "json", "messagepack" } select (fault, protocol));

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_wire_is_found_out_that(string fault, string protocol)
    {
        var (tamper, promise) = All[fault];

        var report = await RunAsync(protocol, tamper());

        Assert.Contains(report.Violations, violation => violation.Promise == promise);
    }

    [Theory]
    [InlineData("json")]
    [InlineData("messagepack")]
    public async Task Nothing_is_found_on_a_wire_that_is_left_alone(string protocol) =>
        Assert.Empty((await RunAsync(protocol, message => [message])).Violations);

    /// <summary>One subscriber with a recovery in the middle, and one on a wire that is tampered with.</summary>
    private static async Task<LedgerReport> RunAsync(string protocol, Func<HubMessage, IEnumerable<HubMessage>> tamper)
    {
        await using var server = await TestServer.StartAsync();
        var checker = new LedgerChecker(RecordedRun.Options with { Retained = 1_000 });
        var newest = 0L;
        using var client = new WitnessedClient(server.Hub, new WireProtocol(protocol), new Witness(checker, 1), Patience.Token)
        {
            Tamper = message =>
            {
                newest = Math.Max(newest, OffsetOf(message));
                return tamper(message);
            },
        };
        var publisher = new WitnessedPublisher(server.Publisher, checker, 1);
        await client.ConnectAsync();
        await client.SubscribeAsync("news");
        for (var i = 1; i < Events; i++)
        {
            if (i == 100) client.Kill();
            await publisher.PublishAsync("news");
        }

        await client.ConnectAsync();
        await client.SubscribeAsync("news");
        await publisher.PublishAsync("news");
        await client.ReadUntilAsync(_ => newest == Events);
        checker.Record(new LedgerEntry.AtRest(Witness.Now));
        return checker.Finish();
    }

    private static long OffsetOf(HubMessage message) => message is InvocationMessage { Target: HubNames.Event } told ? (long)told.Arguments[1]! : 0;

    private static InvocationMessage With(HubMessage message, int index, object value)
    {
        var arguments = ((InvocationMessage)message).Arguments.ToArray();
        arguments[index] = value;
        return new InvocationMessage(HubNames.Event, arguments);
    }

    private static HubMessage WithReply(HubMessage message, Func<SubscribeReply, SubscribeReply> change) =>
        message is CompletionMessage { Result: SubscribeReply reply } answer ? CompletionMessage.WithResult(answer.InvocationId!, change(reply)) : message;

    private static Func<HubMessage, IEnumerable<HubMessage>> SwapTwo()
    {
        HubMessage? held = null;
        return message =>
        {
            if (OffsetOf(message) == Chosen)
            {
                held = message;
                return [];
            }

            return OffsetOf(message) == Chosen + 1 ? [message, held!] : [message];
        };
    }
}
