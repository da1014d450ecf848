using System.Diagnostics;

namespace RealtimeHub.Transport.Loops;

/// <summary>Something that is looked at once a second.</summary>
internal interface ITicked
{
    /// <summary>Where it hangs on the wheel; touched by the wheel alone.</summary>
    WheelPlace Place { get; set; }

    /// <summary>Called on the loop, once a second.</summary>
    void Tick();
}

/// <summary>A place on a <see cref="TickWheel"/>.</summary>
internal readonly record struct WheelPlace(byte Spoke, int Index);

/// <summary>
/// Looks at each of its members once a second, spread evenly over the second, instead of a timer for each or of all at the same moment
/// (a hashed wheel: Varghese and Lauck, 1987, scheme 6, with one revolution). Touched only by the loop.
/// </summary>
internal sealed class TickWheel
{
    public const int Spokes = 20;

    public static readonly TimeSpan Step = TimeSpan.FromSeconds(1) / Spokes;

    private readonly List<ITicked>[] _spokes = [.. Enumerable.Range(0, Spokes).Select(_ => new List<ITicked>())];
    private int _next;
    private int _fill;

    public int Count { get; private set; }

    public void Add(ITicked member)
    {
        var spoke = (byte)(_fill++ % Spokes);
        if (_fill == Spokes) _fill = 0;
        member.Place = new WheelPlace(spoke, _spokes[spoke].Count);
        _spokes[spoke].Add(member);
        Count++;
    }

    /// <summary>Takes one out; the last of the spoke fills its place.</summary>
    public void Remove(ITicked member)
    {
        var (spoke, index) = member.Place;
        var list = _spokes[spoke];
        Debug.Assert(ReferenceEquals(list[index], member), "A member is removed that is not there.");
        list[index] = list[^1];
        list[index].Place = member.Place;
        list.RemoveAt(list.Count - 1);
        Count--;
    }

    /// <summary>Turns the wheel by one spoke.</summary>
    /// <param name="failed">Told of a member that throws; the others have their turn all the same.</param>
    public void Turn(Action<Exception> failed)
    {
        var list = _spokes[_next];
        _next = (_next + 1) % Spokes;

        // From the end: a member may leave while it is looked at.
        for (var i = list.Count - 1; i >= 0; i--)
        {
            if (i >= list.Count) continue;
            try
            {
                list[i].Tick();
            }
#pragma warning disable CA1031 // One connection that fails must not keep the others from being looked at.
            catch (Exception e)
#pragma warning restore CA1031
            {
                failed(e);
            }
        }
    }
}
