using System.Buffers;
using System.Text;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using RealtimeHub.Client.Wire;
using RealtimeHub.Contracts;

namespace RealtimeHub.Client.Tests.Unit;

public sealed class RealtimeHubProtocolTests : IServerMessageSink, IInvocationBinder
{
    private const char End = '\u001e';

    private readonly List<object> _seen = [];
    private readonly RealtimeHubProtocol _protocol;

    public RealtimeHubProtocolTests() => _protocol = new RealtimeHubProtocol(this);

    [Fact]
    public void An_event_has_three_arguments_or_four_or_more()
    {
        Parse(
            """{"type":1,"target":"event","arguments":["a",1,{"x":[1,"}"]}]}""",
            """{"type":1,"target":"event","arguments":["a",2,"text",{"key":"k","time":5}]}""",
            """{"type":1,"target":"event","arguments":["a",3,null,null,"later"]}""");

        Assert.Equal(["a 1 {\"x\":[1,\"}\"]} ", "a 2 \"text\" k", "a 3 null "], _seen.Cast<EventMessage>().Select(Show));
        Assert.Equal(5, ((EventMessage)_seen[1]).Meta?.Time);
    }

    [Fact]
    public void The_data_are_the_bytes_that_were_sent()
    {
        Parse("""{"type":1,"target":"event","arguments":["a",1, { "n" : 1.0000000000000000001 } ]}""");

        Assert.Equal("""{ "n" : 1.0000000000000000001 }""", Data(Assert.IsType<EventMessage>(Assert.Single(_seen))));
    }

    [Fact]
    public void The_order_of_the_members_does_not_matter()
    {
        Parse("""{"arguments":["a",1,true],"headers":{"h":"v"},"target":"event","type":1}""");

        Assert.Equal("a 1 true ", Show(Assert.IsType<EventMessage>(Assert.Single(_seen))));
    }

    [Fact]
    public void The_other_messages_of_the_server_are_read_too()
    {
        Parse(
            """{"type":1,"target":"gap","arguments":["a",1,5,"slow"]}""",
            """{"type":1,"target":"unsubscribed","arguments":["a",103,"no"]}""",
            """{"type":1,"target":"disconnecting","arguments":[3001,"bye",true,250]}""");

        Assert.Equal(
            [new GapMessage("a", 1, 5, "slow"), new UnsubscribedMessage("a", 103, "no"), new DisconnectingMessage(3001, "bye", true, 250)],
            _seen);
    }

    [Fact]
    public void What_is_not_ours_goes_to_SignalR()
    {
        var messages = Parse(
            """{"type":6}""",
            """{"type":1,"target":"other","arguments":["a"]}""",
            """{"type":99}""",
            """{"type":3,"invocationId":"2","error":"108: no"}""");

        Assert.Equal([typeof(PingMessage), typeof(InvocationMessage), typeof(CompletionMessage)], messages.Select(m => m.GetType()));
        Assert.Empty(_seen);
    }

    [Fact]
    public void An_answer_and_its_events_are_seen_in_the_order_of_the_wire()
    {
        Parse(
            Event(1),
            """{"type":3,"invocationId":"1","result":{"topic":"a","epoch":"e1","offset":1,"recovered":false}}""",
            Event(2),
            """{"type":7}""");

        Assert.Equal([typeof(EventMessage), typeof(SubscribeAnswer), typeof(EventMessage), typeof(string)], _seen.Select(m => m.GetType()));
    }

    [Fact]
    public void Messages_may_be_cut_anywhere_and_come_in_any_number_of_pieces()
    {
        var text = Event(1) + End + """{"type":6}""" + End + Event(2) + End;
        var bytes = Encoding.UTF8.GetBytes(text);
        for (var size = 1; size <= bytes.Length; size++)
        {
            _seen.Clear();
            var messages = Feed(bytes.Chunk(size));
            Assert.NotEmpty(messages);
            Assert.All(messages, message => Assert.IsType<PingMessage>(message));
            Assert.Equal([1, 2], _seen.Cast<EventMessage>().Select(e => e.Offset));
            Assert.All(_seen.Cast<EventMessage>(), e => Assert.Equal("""{"text":"grüße"}""", Data(e)));
        }
    }

    [Fact]
    public void A_server_that_sends_nothing_but_events_is_not_silent()
    {
        // SignalR gives up a server of which it gets no message for a while. The server sends no ping to whom it has just sent an event.
        Assert.IsType<PingMessage>(Assert.Single(Parse(Event(1), Event(2))));
        Assert.IsType<PingMessage>(Assert.Single(Parse("""{"type":1,"target":"gap","arguments":["a",1,5,"slow"]}""")));
    }

    [Fact]
    public void Data_may_be_as_deep_as_the_server_takes_them()
    {
        var deep = new string('[', 64) + new string(']', 64);
        Parse($$"""{"type":1,"target":"event","arguments":["a",1,{{deep}}]}""");

        Assert.Equal(deep, Data(Assert.IsType<EventMessage>(Assert.Single(_seen))));
    }

    [Theory]
    [InlineData("""{"type":1,"target":"event","arguments":["a",1]}""")]
    [InlineData("""{"type":1,"target":"event","arguments":["a","1",{}]}""")]
    [InlineData("""{"type":1,"target":"event","arguments":[null,1,{}]}""")]
    [InlineData("""{"type":1,"target":"event","arguments":{}}""")]
    [InlineData("""{"type":1,"target":"gap","arguments":["a",1.5,2,"slow"]}""")]
    [InlineData("""{"type":1,"target":"event","arguments":["a",1,{]}""")]
    [InlineData("not json")]
    [InlineData("")]
    public void What_is_not_as_agreed_ends_the_connection(string record) =>
        Assert.Throws<InvalidDataException>(() => Parse(record));

    void IServerMessageSink.OnMessage(ServerMessage message) => _seen.Add(message);

    void IServerMessageSink.OnSubscribed(SubscribeAnswer reply) => _seen.Add(reply);

    void IServerMessageSink.OnClose() => _seen.Add("close");

    Type IInvocationBinder.GetReturnType(string invocationId) => typeof(SubscribeAnswer);

    IReadOnlyList<Type> IInvocationBinder.GetParameterTypes(string methodName) => [typeof(string)];

    Type IInvocationBinder.GetStreamItemType(string streamId) => typeof(object);

    private static string Event(long offset) => $$"""{"type":1,"target":"event","arguments":["a",{{offset}},{"text":"grüße"}]}""";

    private static string Data(EventMessage e) => Encoding.UTF8.GetString(e.Data.Span);

    private static string Show(EventMessage e) => $"{e.Topic} {e.Offset} {Data(e)} {e.Meta?.Key}";

    private List<HubMessage> Parse(params string[] records) =>
        Feed([Encoding.UTF8.GetBytes(string.Concat(records.Select(r => r + End)))]);

    /// <summary>Hands over piece after piece, each in a segment of its own, and keeps what was not consumed: as a pipe does.</summary>
    private List<HubMessage> Feed(IEnumerable<byte[]> pieces)
    {
        var messages = new List<HubMessage>();
        var pending = new List<byte[]>();
        foreach (var piece in pieces)
        {
            pending.Add(piece);
            var input = Segment.Join(pending);
            while (_protocol.TryParseMessage(ref input, this, out var message))
            {
                messages.Add(message);
            }

            pending = input.IsEmpty ? [] : [input.ToArray()];
        }

        Assert.Empty(pending);
        return messages;
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        private Segment(byte[] bytes, long index) => (Memory, RunningIndex) = (bytes, index);

        public static ReadOnlySequence<byte> Join(List<byte[]> pieces)
        {
            var first = new Segment(pieces[0], 0);
            var last = first;
            foreach (var piece in pieces.Skip(1))
            {
                var next = new Segment(piece, last.RunningIndex + last.Memory.Length);
                last.Next = next;
                last = next;
            }

            return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
        }
    }
}
