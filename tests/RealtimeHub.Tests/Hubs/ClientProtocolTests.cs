using System.Buffers;
using MessagePack;
using MessagePack.Resolvers;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using RealtimeHub.Contracts;
using RealtimeHub.FanOut;
using RealtimeHub.Hubs;
using RealtimeHub.Ingest;
using RealtimeHub.Tests.FanOut.Support;
using RealtimeHub.Tests.Support;
using Xunit;

namespace RealtimeHub.Tests.Hubs;

public sealed class ClientProtocolTests
{
    [Theory]
    [InlineData("json")]
    [InlineData("messagepack")]
    public void The_third_argument_of_publish_may_be_left_out(string protocol)
    {
        var call = Assert.IsType<InvocationMessage>(Parse(protocol, new InvocationMessage("7", "Publish", ["news", 12])));

        Assert.Equal(("7", "Publish"), (call.InvocationId, call.Target));
        Assert.Equal("news", call.Arguments[0]);
        Assert.Equal("12", Assert.IsType<EventData>(call.Arguments[1]).ToString());
        Assert.Equal(3, call.Arguments.Length);
        Assert.Null(call.Arguments[2]);
    }

    [Theory]
    [InlineData("json")]
    [InlineData("messagepack")]
    public void All_three_arguments_of_publish_are_taken(string protocol)
    {
        var call = Assert.IsType<InvocationMessage>(
            Parse(protocol, new InvocationMessage("7", "publish", ["news", "x", new HubPublishOptions { Key = "k" }])));

        Assert.Equal(new HubPublishOptions { Key = "k" }, call.Arguments[2]);
    }

    [Theory]
    [InlineData("json", 1)]
    [InlineData("json", 4)]
    [InlineData("messagepack", 1)]
    [InlineData("messagepack", 4)]
    public void Any_other_number_of_arguments_does_not_fit(string protocol, int count)
    {
        var call = new InvocationMessage("7", "Publish", [.. Enumerable.Repeat("x", count)]);

        Assert.Equal("Publish", Assert.IsType<InvocationBindingFailureMessage>(Parse(protocol, call)).Target);
    }

    [Theory]
    [InlineData("json")]
    [InlineData("messagepack")]
    public void A_message_after_a_short_publish_is_read_as_well(string protocol)
    {
        var output = new ArrayBufferWriter<byte>();
        foreach (var id in new[] { "1", "2" }) HubMessages.Protocol(protocol).WriteMessage(new InvocationMessage(id, "Publish", ["news", 1]), output);
        var input = new ReadOnlySequence<byte>(output.WrittenMemory);

        Assert.True(Protocol(protocol).TryParseMessage(ref input, new HubBinder(), out var first));
        Assert.True(Protocol(protocol).TryParseMessage(ref input, new HubBinder(), out var second));

        Assert.Equal(["1", "2"], new[] { first, second }.Cast<InvocationMessage>().Select(m => m.InvocationId));
        Assert.True(input.IsEmpty);
    }

    [Theory]
    [InlineData("json")]
    [InlineData("messagepack")]
    public void Half_a_message_is_left_for_later(string protocol)
    {
        var output = new ArrayBufferWriter<byte>();
        HubMessages.Protocol(protocol).WriteMessage(new InvocationMessage("1", "Publish", ["news", 1]), output);
        var input = new ReadOnlySequence<byte>(output.WrittenMemory[..^1]);

        Assert.False(Protocol(protocol).TryParseMessage(ref input, new HubBinder(), out _));
        Assert.Equal(output.WrittenCount - 1, input.Length);
    }

    [Theory]
    [InlineData("json")]
    [InlineData("messagepack")]
    public void A_refusal_is_written_as_an_error_that_begins_with_the_code(string protocol)
    {
        var written = Write(protocol, CompletionMessage.WithResult("7", new Refusal(ErrorCode.SubscriptionLimit, "too many")));

        var completion = Assert.IsType<CompletionMessage>(Assert.Single(written));
        Assert.Equal(("7", "106: too many", false), (completion.InvocationId, completion.Error, completion.HasResult));
    }

    [Theory]
    [InlineData("json")]
    [InlineData("messagepack")]
    public void An_error_of_signalr_gets_a_code_and_loses_its_words(string protocol)
    {
        var written = Write(protocol, CompletionMessage.WithError("7", "Unknown hub method 'Nonsense'"));

        Assert.Equal("107: unknown hub method", Assert.IsType<CompletionMessage>(Assert.Single(written)).Error);
    }

    [Theory]
    [InlineData("json", "InvalidDataException: The maximum message size was exceeded.", 3009)]
    [InlineData("messagepack", "InvalidDataException: The maximum message size was exceeded.", 3009)]
    public void Before_a_close_with_an_error_the_client_is_told_why_in_a_code(string protocol, string cause, int code)
    {
        var written = Write(protocol, new CloseMessage("Connection closed with an error. " + cause));

        var goodbye = Assert.IsType<InvocationMessage>(written[0]);
        Assert.Equal("disconnecting", goodbye.Target);
        Assert.Equal((code, true), (goodbye.Arguments[0], goodbye.Arguments[2]));
        Assert.Equal("Connection closed with an error.", Assert.IsType<CloseMessage>(written[1]).Error);
    }

    [Theory]
    [InlineData("json")]
    [InlineData("messagepack")]
    public void The_cause_of_any_other_error_stays_in_the_server(string protocol)
    {
        var written = Write(protocol, new CloseMessage("Connection closed with an error. InvalidOperationException: secret"));

        Assert.Equal("Connection closed with an error.", Assert.IsType<CloseMessage>(Assert.Single(written)).Error);
    }

    [Theory]
    [InlineData("json")]
    [InlineData("messagepack")]
    public void A_close_without_an_error_and_everything_else_is_written_as_signalr_does(string protocol)
    {
        HubMessage[] messages = [CloseMessage.Empty, PingMessage.Instance, CompletionMessage.WithResult("1", 5), CompletionMessage.Empty("2")];
        foreach (var message in messages)
        {
            var (ours, plain) = (new ArrayBufferWriter<byte>(), new ArrayBufferWriter<byte>());
            Protocol(protocol).WriteMessage(message, ours);
            HubMessages.Protocol(protocol).WriteMessage(message, plain);
            Assert.Equal(plain.WrittenSpan.ToArray(), ours.WrittenSpan.ToArray());
        }
    }

    [Theory]
    [InlineData("json")]
    [InlineData("messagepack")]
    public async Task The_reply_of_a_subscribe_is_written_and_only_then_events_follow(string protocol)
    {
        await using var running = new RunningShard(new FakeTimeProvider());
        var (log, client) = (Given.Log(new FakeTimeProvider()), new PipedClient(protocol));
        log.AppendNumbers(1);
        var outcome = await running.TrySubscribeAsync(running.Attach(client, protocol), log, new SubscribeRequest { Tail = 1 });
        var done = Assert.IsType<SubscribeOutcome.Done>(outcome);
        await running.SettleAsync();
        Assert.Equal(0, client.Unread());

        var written = Write(protocol, CompletionMessage.WithResult("7", new PendingReply(done.Reply, done.Subscription)));

        Assert.Equal("7", Assert.IsType<CompletionMessage>(Assert.Single(written)).InvocationId);
        Assert.Equal([1], RunningShard.OffsetsOf(await client.ReadAsync(1)));
    }

    [Theory]
    [InlineData("json")]
    [InlineData("messagepack")]
    public void A_subscribe_that_was_sent_without_an_id_expects_no_reply(string protocol)
    {
        var request = new SubscribeRequest { Topic = "news" };

        var invoked = Assert.IsType<InvocationMessage>(Parse(protocol, new InvocationMessage("1", "Subscribe", [request])));
        var sent = Assert.IsType<InvocationMessage>(Parse(protocol, new InvocationMessage("Subscribe", [request])));

        // The mark is the server's own, but it makes two requests differ.
        Assert.Equal(request, invoked.Arguments[0]);
        Assert.NotEqual(request, sent.Arguments[0]);
        Assert.Equal("news", ((SubscribeRequest)sent.Arguments[0]!).Topic);
    }

    [Theory]
    [InlineData("json", "{\"type\":1,]\u001e")]
    [InlineData("messagepack", "\u0003\u0001\u0002\u0003")]
    public void Bytes_that_are_no_message_fail_in_one_way(string protocol, string bytes)
    {
        var input = new ReadOnlySequence<byte>(System.Text.Encoding.UTF8.GetBytes(bytes));

        Assert.Throws<InvalidDataException>(() => Protocol(protocol).TryParseMessage(ref input, new HubBinder(), out _));
    }

    private static ClientProtocol Protocol(string name) => new(name == "json" ? Json() : MessagePack());

    private static JsonHubProtocol Json()
    {
        var options = new JsonHubProtocolOptions();
        options.PayloadSerializerOptions.Converters.Add(new EventDataJson());
        return new JsonHubProtocol(Options.Create(options));
    }

    private static MessagePackHubProtocol MessagePack() => new(Options.Create(new MessagePackHubProtocolOptions
    {
        SerializerOptions = MessagePackSerializerOptions.Standard.WithResolver(
            CompositeResolver.Create([new EventDataMessagePack(), new SubscribeReplyMessagePack()], [StandardResolver.Instance])),
    }));

    private static HubMessage? Parse(string protocol, InvocationMessage sent)
    {
        var input = new ReadOnlySequence<byte>(HubMessages.Protocol(protocol).GetMessageBytes(sent));
        Assert.True(Protocol(protocol).TryParseMessage(ref input, new HubBinder(), out var message));
        return message;
    }

    private static List<HubMessage> Write(string protocol, HubMessage message)
    {
        var output = new ArrayBufferWriter<byte>();
        Protocol(protocol).WriteMessage(message, output);
        var input = new ReadOnlySequence<byte>(output.WrittenMemory);
        var written = new List<HubMessage>();
        while (HubMessages.Protocol(protocol).TryParseMessage(ref input, new HubBinder(), out var read)) written.Add(read);
        return written;
    }

    /// <summary>What the hub's methods take, and what clients bind.</summary>
    private sealed class HubBinder : IInvocationBinder
    {
        public IReadOnlyList<Type> GetParameterTypes(string methodName) => methodName switch
        {
            "Publish" or "publish" => [typeof(string), typeof(EventData), typeof(HubPublishOptions)],
            "Subscribe" => [typeof(SubscribeRequest)],
            "disconnecting" => [typeof(int), typeof(string), typeof(bool), typeof(long)],
            _ => [],
        };

        public Type GetReturnType(string invocationId) => typeof(object);

        public Type GetStreamItemType(string streamId) => typeof(object);
    }
}
