using HdrHistogram;
using RealtimeHub.Load.Plans;
using RealtimeHub.Load.Publishing.Pipelined;

namespace RealtimeHub.Load.Publishing;

/// <summary>All publishers of a run. Several schedules may follow one another; the numbers of the events go on.</summary>
internal sealed class Publication : IAsyncDisposable
{
    private readonly IPublisher[] _publishers;
    private readonly IPublishChannel[] _channels;
    private long _planned;

    public Publication(LoadPlan plan)
    {
        Numbers = new TopicNumbers(plan.Topics);
        var count = Math.Min(plan.Publishers, plan.Topics);
        _channels = [.. Enumerable.Range(0, count).Select(_ => PublishChannels.Open(plan))];
        _publishers = [.. _channels.Select((channel, i) => PublisherFor(channel, new OwnTopics(i, count), plan))];
    }

    public TopicNumbers Numbers { get; }

    /// <summary>How many publishers share the topics.</summary>
    public int Publishers => _publishers.Length;

    public long Taken => _publishers.Sum(publisher => publisher.Tally.Taken);

    public long Requests => _publishers.Sum(publisher => publisher.Tally.Requests);

    /// <summary>Events of the schedules that the server did not take, or not in time. To be read when all is over.</summary>
    public long Unpublished => Math.Max(_planned - Taken, _publishers.Sum(publisher => publisher.Tally.Failed));

    /// <summary>Those of them that were sent and got no answer, so that nobody knows whether the server took them.</summary>
    public long Unanswered => _publishers.Sum(publisher => publisher.Tally.Unanswered);

    /// <summary>Why the first event was not taken.</summary>
    public string? FirstError => _publishers.Select(publisher => publisher.Tally.FirstError).FirstOrDefault(error => error is not null);

    /// <summary>Answers count from this moment.</summary>
    public void MeasureFrom(long timestamp)
    {
        foreach (var publisher in _publishers) publisher.Tally.MeasureFrom(timestamp);
    }

    /// <summary>How long the server took to answer, in microseconds. To be read when all is over.</summary>
    public LongHistogram Answers()
    {
        var all = PublishTally.NewHistogram();
        foreach (var publisher in _publishers) all.Add(publisher.Tally.Answers);
        return all;
    }

    /// <summary>Completes when all events of the schedule were answered or given up.</summary>
    /// <exception cref="LoadException">The server takes none.</exception>
    public async Task RunAsync(ISchedule schedule, CancellationToken stop)
    {
        if (schedule is not ClosedLoop) _planned += schedule.Count;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop);
        await Task.WhenAll(_publishers.Select(publisher => OnThreadOfItsOwn(() => Run(publisher, schedule, either, stop))));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var channel in _channels) await channel.DisposeAsync();
    }

    private IPublisher PublisherFor(IPublishChannel channel, OwnTopics own, LoadPlan plan) => channel switch
    {
        IPipelinedChannel pipelined when plan.Pipeline > 1 => new PipelinedPublisher(own, Numbers, pipelined, plan.Bytes, plan.Pipeline),
        IBatchChannel batch => new Publisher(own, Numbers, new BatchSender(batch, plan.Bytes, plan.BatchSize)),
        _ => new Publisher(own, Numbers, new SingleSender(channel, plan.Bytes)),
    };

    /// <summary>When one cannot go on, none does.</summary>
    private static void Run(IPublisher publisher, ISchedule schedule, CancellationTokenSource either, CancellationToken stop)
    {
        try
        {
            publisher.Run(schedule, either.Token);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            // Another says why.
        }
        catch
        {
            either.Cancel();
            throw;
        }
    }

    private static Task OnThreadOfItsOwn(Action action) =>
        Task.Factory.StartNew(action, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
