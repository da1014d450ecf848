using RealtimeHub.Simulation.Net;

namespace RealtimeHub.Simulation.Faults;

/// <summary>A slice never leaves.</summary>
internal sealed class LosesASlice : Seams
{
    public override void Send(Frame frame, Action<Frame> next)
    {
        if (frame.IsReply || !OnceIn(20)) next(frame);
    }
}

/// <summary>A slice leaves twice.</summary>
internal sealed class RepeatsASlice : Seams
{
    public override void Send(Frame frame, Action<Frame> next)
    {
        next(frame);
        if (!frame.IsReply && OnceIn(20)) next(frame);
    }
}

/// <summary>A slice leaves after the one that was written later.</summary>
internal sealed class SwapsTwoSlices : Seams
{
    private readonly Dictionary<Action<Frame>, Frame> _held = [];

    public override void Send(Frame frame, Action<Frame> next)
    {
        if (!frame.IsReply && OnceIn(20) && _held.TryAdd(next, frame)) return;
        next(frame);
        if (_held.Remove(next, out var held)) next(held);
    }
}

/// <summary>One event within a slice is left out.</summary>
internal sealed class LosesAnEvent : Seams
{
    public override void Send(Frame frame, Action<Frame> next) =>
        next(frame.Messages.Count > 1 && OnceIn(10) ? frame with { Messages = [.. frame.Messages.SkipLast(1)] } : frame);
}

/// <summary>Gaps end one offset too early.</summary>
internal sealed class EndsGapsTooEarly : Seams
{
    public override void Send(Frame frame, Action<Frame> next) =>
        next(frame with { Messages = [.. frame.Messages.Select(message => message is Message.Gap gap ? gap with { To = gap.To - 1 } : message)] });
}

/// <summary>Nobody is told what is missing.</summary>
internal sealed class HidesGaps : Seams
{
    public override void Send(Frame frame, Action<Frame> next) =>
        next(frame with { Messages = [.. frame.Messages.Where(message => message is not Message.Gap)] });
}

/// <summary>An offset has other data for one client than for the others.</summary>
internal sealed class ChangesData : Seams
{
    public override void Send(Frame frame, Action<Frame> next) =>
        next(OnceIn(20) ? frame with { Messages = [.. frame.Messages.Select(message => message is Message.Event item ? item with { Data = "0" } : message)] } : frame);
}

/// <summary>The events of one topic reach the followers of another.</summary>
internal sealed class MixesTopics : Seams
{
    public override void Send(Frame frame, Action<Frame> next) =>
        next(OnceIn(20) ? frame with { Messages = [.. frame.Messages.Select(message => message is Message.Event item ? item with { Topic = "news" } : message)] } : frame);
}
