using System.Diagnostics;

namespace RealtimeHub.Load.Tests.Scenarios;

/// <summary>What a server makes of the events that it is given.</summary>
internal interface IFault
{
    /// <param name="number">1 for the first event that was published.</param>
    /// <param name="message">The event.</param>
    /// <returns>What is sent now.</returns>
    IEnumerable<Sent> On(int number, byte[] message);
}

internal static class Faults
{
    public static IFault None => new Fault((_, message) => [new Sent(message, 0)]);

    /// <summary>Every so many-th event is forgotten.</summary>
    public static IFault Loss(int every) => new Fault((number, message) => number % every == 0 ? [] : [new Sent(message, 0)]);

    /// <summary>Every so many-th event is sent twice.</summary>
    public static IFault Repeat(int every) => new Fault((number, message) => Enumerable.Repeat(new Sent(message, 0), number % every == 0 ? 2 : 1));

    /// <summary>Every so many-th event is sent after the next one.</summary>
    public static IFault Reorder(int every)
    {
        Sent? held = null;
        return new Fault((number, message) =>
        {
            if (number % every == 0)
            {
                held = new Sent(message, 0);
                return [];
            }

            Sent[] sent = held is { } late ? [new Sent(message, 0), late] : [new Sent(message, 0)];
            held = null;
            return sent;
        });
    }

    public static IFault Delay(TimeSpan time) =>
        new Fault((_, message) => [new Sent(message, Stopwatch.GetTimestamp() + (long)(time.TotalSeconds * Stopwatch.Frequency))]);

    private sealed class Fault(Func<int, byte[], IEnumerable<Sent>> on) : IFault
    {
        public IEnumerable<Sent> On(int number, byte[] message) => on(number, message);
    }
}
