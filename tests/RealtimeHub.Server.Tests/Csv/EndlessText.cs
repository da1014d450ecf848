namespace RealtimeHub.Server.Tests.Csv;

/// <summary>A text, and then another one again and again, made as it is read. Whoever reads on and on is stopped.</summary>
internal sealed class EndlessText(string begin, string again) : TextReader
{
    private const int Most = 100_000_000;

    private int _place;

    public override int Read(char[] buffer, int index, int count)
    {
        if (_place > Most) throw new InvalidOperationException("It is read without end.");
        for (var i = 0; i < count; i++, _place++) buffer[index + i] = _place < begin.Length ? begin[_place] : again[(_place - begin.Length) % again.Length];
        return count;
    }
}
