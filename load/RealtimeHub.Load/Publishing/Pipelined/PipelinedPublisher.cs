using System.Diagnostics;
using RealtimeHub.Load.Engine;

namespace RealtimeHub.Load.Publishing.Pipelined;

/// <summary>
/// Sends events when they are due, whether or not those before them are answered, up to a number. The server takes them in the
/// order of the connection, so that the order of a topic is defined. It runs on a thread of its own, which sleeps until an event
/// is due or an answer comes.
/// </summary>
/// <param name="own">The topics that it publishes to.</param>
/// <param name="numbers">What the events of each topic are called.</param>
/// <param name="channel">Where events go and answers come from.</param>
/// <param name="bytes">The length of the data of an event.</param>
/// <param name="most">How many events may be without an answer at a time.</param>
internal sealed class PipelinedPublisher(OwnTopics own, TopicNumbers numbers, IPipelinedChannel channel, int bytes, int most) : IPublisher
{
    // What fits into the buffers of a connection: a publisher that waits until its bytes are taken reads answers too late.
    private const int MostBytes = 128 * 1_024;

    private static readonly long AnswerLimit = Ticks(PipelinedChannel.AnswerLimit);

    private readonly Queue<Waiting> _waiting = new(most);
    private readonly int _most = Math.Clamp(MostBytes / bytes, 1, most);
    private readonly EventData _data = new(bytes);

    public PublishTally Tally { get; } = new();

    /// <summary>How long the last answers may take after the moment at which events are given up. Default: 10 seconds.</summary>
    public TimeSpan LastAnswers { get; init; } = TimeSpan.FromSeconds(10);

    public void Run(ISchedule schedule, CancellationToken stop)
    {
        for (var index = own.Next(schedule, 0); index < schedule.Count; index = own.Next(schedule, index + 1))
        {
            var due = schedule.DueAt(index);
            if (!WaitForTurn(due, schedule.GiveUpAt, stop)) break;
            Send(schedule.TopicAt(index), due, stop);
            Tally.ThrowIfHopeless();
        }

        WaitForAnswers(schedule.GiveUpAt + Ticks(LastAnswers), stop);
    }

    /// <summary>Takes answers until an event is due and there is room for it.</summary>
    /// <returns>False when it is too late for it.</returns>
    private bool WaitForTurn(long due, long giveUpAt, CancellationToken stop)
    {
        while (true)
        {
            TakeAnswers(_waiting.Count < _most ? due : giveUpAt, stop);
            var now = Stopwatch.GetTimestamp();
            if (now >= giveUpAt) return false;
            if (now >= due && _waiting.Count < _most) return true;
        }
    }

    private void WaitForAnswers(long limit, CancellationToken stop)
    {
        while (_waiting.Count > 0 && Stopwatch.GetTimestamp() < limit) TakeAnswers(limit, stop);
        if (_waiting.Count > 0) GiveUp("the server had not answered when the run was over");
    }

    private void Send(int topic, long due, CancellationToken stop)
    {
        var mark = new EventMark(topic, numbers.Next(topic), due);
        var sent = Stopwatch.GetTimestamp();
        var isBroken = false;
        try
        {
            channel.Send(topic, _data.Write(mark), stop);
        }
        catch (PublishException e) when (!e.MayBeTaken)
        {
            Tally.NotTaken(1, e.Message);
            return;
        }
        catch (PublishException)
        {
            isBroken = true;
        }

        numbers.Use(topic);
        _waiting.Enqueue(new Waiting(mark, sent));
        if (isBroken) TakeLastAnswers(stop);
    }

    /// <summary>The server may have answered some events before the connection broke.</summary>
    private void TakeLastAnswers(CancellationToken stop)
    {
        while (_waiting.Count > 0) TakeAnswer(stop);
        channel.Close();
    }

    /// <summary>Waits for the next answer, and takes all that have come with it.</summary>
    private void TakeAnswers(long until, CancellationToken stop)
    {
        if (!channel.IsOpen)
        {
            Pause.Until(until, stop);
            return;
        }

        var limit = _waiting.TryPeek(out var oldest) ? oldest.Sent + AnswerLimit : long.MaxValue;
        if (!channel.WaitForInput(Math.Min(until, limit), stop))
        {
            if (Stopwatch.GetTimestamp() >= limit) GiveUp("the server did not answer in time");
            return;
        }

        if (_waiting.Count == 0) channel.TakeUnasked();
        for (var now = 0L; _waiting.Count > 0 && channel.WaitForInput(now, stop);) TakeAnswer(stop);
    }

    private void TakeAnswer(CancellationToken stop)
    {
        try
        {
            Answered(_waiting.Peek(), channel.ReadAnswer(stop));
        }
        catch (PublishException e)
        {
            GiveUp(e.Message);
            return;
        }

        _waiting.Dequeue();
        if (!channel.IsOpen && _waiting.Count > 0) GiveUp("the server closed the connection before it had answered");
    }

    private void Answered(in Waiting answered, string? refusal)
    {
        numbers.Answered(answered.Mark.Topic, answered.Mark.Sequence);
        if (refusal is null)
        {
            Tally.Answered(1, answered.Sent, channel.AnsweredAt, answered.Mark.Due);
            return;
        }

        numbers.Skip(answered.Mark.Topic);
        Tally.NotTaken(1, refusal);
    }

    /// <summary>Nobody knows what became of those that wait. They are not sent again: the server may have taken them.</summary>
    private void GiveUp(string reason)
    {
        channel.Close();
        Tally.NotAnswered(_waiting.Count, reason);
        _waiting.Clear();
    }

    private static long Ticks(TimeSpan time) => (long)(time.TotalSeconds * Stopwatch.Frequency);

    /// <summary>An event that has no answer yet.</summary>
    private readonly record struct Waiting(EventMark Mark, long Sent);
}
