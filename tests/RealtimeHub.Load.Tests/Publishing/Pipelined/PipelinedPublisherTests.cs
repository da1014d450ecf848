using System.Diagnostics;
using RealtimeHub.Load.Publishing;
using RealtimeHub.Load.Publishing.Http;
using RealtimeHub.Load.Publishing.Pipelined;

namespace RealtimeHub.Load.Tests.Publishing.Pipelined;

public sealed class PipelinedPublisherTests : IDisposable
{
    private readonly EventServer _server = new();
    private readonly TopicNumbers _numbers = new(TestSchedule.Topics);

    [Fact]
    public async Task Events_do_not_wait_for_the_answers_to_those_before_them()
    {
        var serving = _server.ServeAsync(connection =>
        {
            connection.Take(10);
            connection.Ok(10);
        });

        var tally = Run(10, most: 10);

        await serving;
        Assert.Equal((10, 10, 0), (tally.Taken, tally.Requests, tally.Failed));
        Assert.Equal(Enumerable.Range(0, 10).Select(i => (i % 2, (i / 2) + 1L)), _server.Received.Select(mark => (mark.Topic, mark.Sequence)));
        Assert.Equal([5, 5], _numbers.Last());
    }

    [Fact]
    public async Task No_more_events_are_under_way_than_are_allowed()
    {
        var most = 0;
        var serving = _server.ServeAsync(connection =>
        {
            connection.Take(3); // or it does not use what it may
            for (var i = 0; i < 100; i++)
            {
                most = Math.Max(most, 3 + connection.Waiting);
                connection.Ok(1);
                if (i < 97) connection.Take(1);
            }
        });

        Assert.Equal(100, Run(100, most: 3).Taken);

        await serving;
        Assert.Equal(3, most);
    }

    [Fact]
    public async Task Large_events_are_not_under_way_in_such_numbers_that_they_fill_the_buffers()
    {
        var waiting = 0;
        var serving = _server.ServeAsync(connection =>
        {
            for (var i = 0; i < 12; i++)
            {
                connection.Take(1);
                waiting = Math.Max(waiting, connection.Waiting);
                connection.Ok(1);
            }
        });

        Assert.Equal(12, Run(12, most: 12, bytes: 50_000).Taken);

        await serving;
        Assert.InRange(waiting, 0, 1);
    }

    [Fact]
    public async Task A_refusal_is_that_of_its_own_event()
    {
        var serving = _server.ServeAsync(connection =>
        {
            connection.Take(6);
            connection.Ok(3);
            connection.Send("HTTP/1.1 429 Too Many Requests\r\nContent-Length: 4\r\n\r\nslow");
            connection.Ok(2);
        });

        var tally = Run(6, most: 6);

        await serving;
        Assert.Equal((5, 1, 0, "the server answered 429: slow"), (tally.Taken, tally.Failed, tally.Unanswered, tally.FirstError));
        Assert.Equal((0, 1), (_numbers.Refused(0), _numbers.Refused(1)));
        Assert.Equal([3, 3], _numbers.Last());
    }

    [Fact]
    public async Task The_time_of_an_answer_is_that_from_its_request_to_it()
    {
        var held = 0L;
        var serving = _server.ServeAsync(connection =>
        {
            connection.Take(1);
            var since = Stopwatch.GetTimestamp();
            connection.Take(99);
            held = Stopwatch.GetTimestamp() - since;
            connection.Ok(100);
        });
        var start = Stopwatch.GetTimestamp();

        var answers = Run(100, most: 100).Answers;

        await serving;
        Assert.Equal(100, answers.TotalCount);
        Assert.InRange(answers.GetValueAtPercentile(100), Micros(held), Micros(Stopwatch.GetTimestamp() - start) * 1.01);
    }

    [Fact]
    public async Task What_has_no_answer_when_the_run_is_over_is_not_known_to_be_taken()
    {
        var serving = _server.ServeAsync(connection =>
        {
            connection.Take(5);
            Assert.False(connection.TryTake());
        });

        var tally = Run(5, most: 5, lastAnswers: TimeSpan.Zero);

        await serving;
        Assert.Equal((0, 5, 5), (tally.Taken, tally.Failed, tally.Unanswered));
        Assert.Equal([0, 0], _numbers.Last());
        Assert.Equal("the server had not answered when the run was over", tally.FirstError);
    }

    [Fact]
    public async Task An_interrupted_run_does_not_wait_for_answers()
    {
        using var stop = new CancellationTokenSource();
        var serving = _server.ServeAsync(connection =>
        {
            connection.Take(5);
            stop.Cancel();
            connection.TryTake();
        });

        Assert.ThrowsAny<OperationCanceledException>(() => Run(5, most: 5, stop: stop.Token));

        await serving;
    }

    [Fact]
    public void A_server_that_does_not_listen_ends_the_run()
    {
        _server.Dispose();
        Assert.Throws<LoadException>(() => Run(900, most: 10));
        Assert.Equal([0, 0], _numbers.Last());
    }

    public void Dispose() => _server.Dispose();

    private static double Micros(long ticks) => ticks * 1e6 / Stopwatch.Frequency;

    private PublishTally Run(int events, int most, int bytes = 100, TimeSpan? lastAnswers = null, CancellationToken stop = default)
    {
        var channel = new PipelinedHttpChannel(_server.Address, null, TestSchedule.Topics);
        var publisher = new PipelinedPublisher(new OwnTopics(0, 1), _numbers, channel, bytes, most)
        {
            LastAnswers = lastAnswers ?? TimeSpan.FromSeconds(20),
        };
        publisher.Tally.MeasureFrom(0);
        try
        {
            publisher.Run(new TestSchedule(events), stop);
        }
        finally
        {
            channel.Close();
        }

        return publisher.Tally;
    }
}
