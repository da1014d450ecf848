using RealtimeHub.Contracts;
using RealtimeHub.Ingest;
using RealtimeHub.Tests.Sources.Support;
using RealtimeHub.Tests.Tasks.Support;
using Xunit;

namespace RealtimeHub.Tests.Tasks;

/// <summary>What is remembered of what was told.</summary>
public sealed class TaskTopicsTests
{
    [Fact]
    public async Task Of_a_task_that_ends_on_another_node_nothing_is_remembered_for_long()
    {
        using var work = new Work(new RecordingPublisher());
        await work.Topics.TellAsync(work.Claimed("one"));
        Assert.Equal(1, work.Topics.Remembered);

        work.Clock.Advance(TimeSpan.FromMinutes(2));
        await work.Topics.SweepAsync();

        Assert.Equal(0, work.Topics.Remembered);
    }

    [Fact]
    public async Task A_report_is_told_once_more_when_its_topic_has_lost_it_and_an_older_one_is_not()
    {
        var publisher = new RecordingPublisher();
        using var work = new Work(publisher);
        var older = work.Claimed("one");
        var newer = older.Noted(50, "half");

        // This topic never has an event: what is published goes elsewhere.
        await work.Topics.TellAsync(newer);
        await work.Topics.TellAsync(newer);
        await work.Topics.RemindAsync(newer);
        await work.Topics.RemindAsync(older);

        Assert.Equal(2, publisher.Rest().Count);
    }

    [Fact]
    public async Task What_could_not_be_told_of_a_task_that_is_gone_is_forgotten()
    {
        using var work = new Work(new RecordingPublisher { Answer = _ => new PublishOutcome.Rejected(ErrorCode.Unavailable, "not now") });
        await work.Topics.TellAsync(work.Claimed("one"));

        // The board knows nothing of it.
        await work.Topics.SweepAsync();

        Assert.Equal(0, work.Topics.Remembered);
    }
}
