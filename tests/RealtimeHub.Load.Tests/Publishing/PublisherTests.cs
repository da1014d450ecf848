using System.Diagnostics;
using RealtimeHub.Load.Engine;
using RealtimeHub.Load.Publishing;

namespace RealtimeHub.Load.Tests.Publishing;

public sealed class PublisherTests
{
    private readonly TopicNumbers _numbers = new(3);
    private readonly ScriptedSender _sender = new();

    [Fact]
    public void A_publisher_numbers_the_events_of_each_of_its_topics()
    {
        Run(publisher: 0, of: 2, events: 9);
        Assert.Equal([(0, 1), (2, 1), (0, 2), (2, 2), (0, 3), (2, 3)], _sender.Sent);
        Assert.Equal([3, 0, 3], _numbers.Last());
    }

    [Fact]
    public void The_number_of_a_refused_event_is_that_of_the_next_one()
    {
        _sender.Fails(call: 2, new PublishException("429"));
        var tally = Run(publisher: 0, of: 3, events: 9);
        Assert.Equal([(0, 1), (0, 2), (0, 2)], _sender.Sent);
        Assert.Equal((2, 1, "429"), (tally.Taken, tally.Failed, tally.FirstError));
    }

    [Fact]
    public void The_number_of_an_event_that_may_have_been_taken_is_not_used_again()
    {
        _sender.Fails(call: 2, new PublishException("broken", mayBeTaken: true));
        Run(publisher: 0, of: 3, events: 9);
        Assert.Equal([(0, 1), (0, 2), (0, 3)], _sender.Sent);
        Assert.Equal(3, _numbers.Last()[0]);
    }

    [Fact]
    public void An_event_without_an_answer_is_counted_as_such_and_not_expected()
    {
        _sender.Fails(call: 3, new PublishException("broken", mayBeTaken: true));
        var tally = Run(publisher: 0, of: 3, events: 9);
        Assert.Equal((2, 1, 1), (tally.Taken, tally.Failed, tally.Unanswered));
        Assert.Equal(2, _numbers.Last()[0]);
    }

    [Fact]
    public void An_event_that_a_batch_leaves_out_is_known_to_be_refused()
    {
        _sender.MaxEvents = 3;
        _sender.Refuses(call: 1, index: 1);
        var tally = Run(publisher: 0, of: 3, events: 9);
        Assert.Equal([(0, 1), (0, 2), (0, 3)], _sender.Sent);
        Assert.Equal((3, 1, 2, 1), (_numbers.Last()[0], _numbers.Refused(0), tally.Taken, tally.Failed));
        Assert.Equal(1, tally.Requests);
    }

    [Fact]
    public void What_is_late_is_sent_together_and_what_is_not_due_is_not()
    {
        _sender.MaxEvents = 100;
        var now = Stopwatch.GetTimestamp();
        Run(publisher: 0, of: 3, new OpenSchedule(now - Stopwatch.Frequency, rate: 6, seconds: 2, topics: 3));
        Assert.Equal([3, 1], _sender.Batches);
    }

    [Fact]
    public void What_is_too_late_is_given_up()
    {
        var tally = Run(publisher: 0, of: 3, new OpenSchedule(Stopwatch.GetTimestamp() - (60 * Stopwatch.Frequency), rate: 6, seconds: 1, topics: 3));
        Assert.Equal(0, tally.Taken);
        Assert.Empty(_sender.Sent);
    }

    [Fact]
    public void A_server_that_takes_nothing_at_all_ends_the_run()
    {
        for (var call = 1; call <= 100; call++) _sender.Fails(call, new PublishException("401"));
        var failure = Assert.Throws<LoadException>(() => Run(publisher: 0, of: 3, events: 900));
        Assert.EndsWith("401", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_answer_took_until_it_came_and_not_until_it_was_read()
    {
        _sender.Before = TimeSpan.FromHours(1);
        var early = Run(0, of: 1, events: 3).Answers;
        Assert.Equal((3, 0), (early.TotalCount, early.GetValueAtPercentile(100)));

        _sender.Before = TimeSpan.FromSeconds(-30);
        Assert.InRange(Run(0, of: 1, events: 3).Answers.GetValueAtPercentile(0), 29_000_000, PublishTally.MaxAnswer);
    }

    private PublishTally Run(int publisher, int of, int events) =>
        Run(publisher, of, new OpenSchedule(Stopwatch.GetTimestamp() - Stopwatch.Frequency, events, seconds: 1, topics: 3));

    private PublishTally Run(int publisher, int of, ISchedule schedule)
    {
        var tested = new Publisher(new OwnTopics(publisher, of), _numbers, _sender);
        tested.Tally.MeasureFrom(0);
        tested.Run(schedule, default);
        return tested.Tally;
    }

    private sealed class ScriptedSender : ISender
    {
        private readonly Dictionary<int, PublishException> _failures = [];
        private readonly Dictionary<int, int> _refusals = [];

        public int MaxEvents { get; set; } = 1;

        /// <summary>For how long answers lie there until they are read.</summary>
        public TimeSpan Before { get; set; }

        public long AnsweredAt => Stopwatch.GetTimestamp() - (long)(Before.TotalSeconds * Stopwatch.Frequency);

        public List<(int Topic, long Sequence)> Sent { get; } = [];

        public List<int> Batches { get; } = [];

        public void Fails(int call, PublishException failure) => _failures[call] = failure;

        public void Refuses(int call, int index) => _refusals[call] = index;

        public IReadOnlyList<(int Index, string Reason)> Send(IReadOnlyList<EventMark> events, CancellationToken stop)
        {
            Sent.AddRange(events.Select(mark => (mark.Topic, mark.Sequence)));
            Batches.Add(events.Count);
            if (_failures.TryGetValue(Batches.Count, out var failure)) throw failure;
            return _refusals.TryGetValue(Batches.Count, out var index) ? [(index, "refused")] : [];
        }
    }
}
