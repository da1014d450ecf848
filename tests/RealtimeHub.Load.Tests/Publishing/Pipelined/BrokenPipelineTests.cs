using RealtimeHub.Load.Publishing;
using RealtimeHub.Load.Publishing.Http;
using RealtimeHub.Load.Publishing.Pipelined;

namespace RealtimeHub.Load.Tests.Publishing.Pipelined;

/// <summary>A connection that breaks under events that wait for their answers.</summary>
public sealed class BrokenPipelineTests : IDisposable
{
    private readonly EventServer _server = new();
    private readonly TopicNumbers _numbers = new(TestSchedule.Topics);
    private readonly PipelinedHttpChannel _channel;

    public BrokenPipelineTests() => _channel = new PipelinedHttpChannel(_server.Address, null, TestSchedule.Topics);

    [Fact]
    public async Task Events_without_an_answer_are_counted_and_never_sent_again()
    {
        var serving = _server.ServeAsync(
            connection =>
            {
                connection.Take(6);
                connection.Ok(2);
                connection.End();
            },
            connection => connection.TakeAll());

        var tally = Run(10, most: 6);
        _channel.Close();

        await serving;
        Assert.Equal(10, tally.Taken + tally.Unanswered);
        Assert.InRange(tally.Unanswered, 4, 6); // there was room for two more
        Assert.NotNull(tally.FirstError);
        Assert.Equal(_server.Received.Distinct(), _server.Received);
        Assert.Equal([5, 5], _numbers.Last());
    }

    [Fact]
    public async Task What_was_answered_before_a_reset_counts()
    {
        var serving = _server.ServeAsync(connection =>
        {
            connection.Take(6);
            connection.Ok(2);
            connection.Reset();
        });

        var tally = Run(6, most: 6);

        await serving;
        Assert.Equal((2, 4, 4), (tally.Taken, tally.Failed, tally.Unanswered));
        Assert.Equal([1, 1], _numbers.Last());
    }

    [Fact]
    public async Task An_answer_that_breaks_off_is_none()
    {
        var serving = _server.ServeAsync(connection =>
        {
            connection.Take(3);
            connection.Send(EventServer.Ok + "HTTP/1.1 200 OK\r\nContent-Le");
            connection.End();
        });

        var tally = Run(3, most: 3);

        await serving;
        Assert.Equal((1, 2), (tally.Taken, tally.Unanswered));
    }

    [Fact]
    public async Task After_an_answer_that_ends_the_connection_there_is_none()
    {
        var serving = _server.ServeAsync(
            connection =>
            {
                connection.Take(3);
                connection.Send(EventServer.Ok + "HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
                Assert.False(connection.TryTake());
            },
            connection => connection.TakeAll());

        var tally = Run(3, most: 3);
        Assert.Equal((1, 2, 1, "the server answered 503"), (tally.Taken, tally.Failed, tally.Unanswered, tally.FirstError));

        Assert.Equal(2, Run(2, most: 3).Taken);
        _channel.Close();
        await serving;
    }

    [Fact]
    public async Task A_connection_that_was_closed_while_it_was_idle_costs_no_event()
    {
        var ended = new ManualResetEventSlim();
        var serving = _server.ServeAsync(
            connection =>
            {
                connection.Take(2);
                connection.Ok(2);
                connection.End();
                ended.Set();
                Assert.False(connection.TryTake());
            },
            connection => connection.TakeAll());

        Run(2, most: 2);
        Assert.True(ended.Wait(TimeSpan.FromSeconds(20)));
        var tally = Run(2, most: 2);
        _channel.Close();

        await serving;
        Assert.Equal((2, 0), (tally.Taken, tally.Failed));
        Assert.Equal(4, _server.Received.Count);
    }

    public void Dispose()
    {
        _channel.Close();
        _server.Dispose();
    }

    private PublishTally Run(int events, int most)
    {
        var publisher = new PipelinedPublisher(new OwnTopics(0, 1), _numbers, _channel, bytes: 100, most);
        publisher.Run(new TestSchedule(events), default);
        return publisher.Tally;
    }
}
