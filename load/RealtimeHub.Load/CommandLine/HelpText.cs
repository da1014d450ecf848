namespace RealtimeHub.Load.CommandLine;

/// <summary>Writes paragraphs and columns that fit into a width.</summary>
internal sealed class HelpText(TextWriter output, int width)
{
    public void Heading(string text)
    {
        output.WriteLine();
        output.WriteLine(text);
    }

    public void Line(string text) => output.WriteLine(text);

    public void Paragraph(string text, int indent = 2)
    {
        foreach (var line in Wrap(text, width - indent)) output.WriteLine($"{new string(' ', indent)}{line}");
    }

    /// <summary>A name, and beside it what it is.</summary>
    public void Entry(string name, string text, int column)
    {
        var first = $"  {name}";
        if (first.Length >= column)
        {
            output.WriteLine(first);
            first = "";
        }

        foreach (var line in Wrap(text, width - column))
        {
            output.WriteLine(first.PadRight(column) + line);
            first = "";
        }
    }

    private static IEnumerable<string> Wrap(string text, int width)
    {
        var line = "";
        foreach (var word in text.Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                yield return line;
                line = word;
            }
            else
            {
                line = line.Length == 0 ? word : $"{line} {word}";
            }
        }

        yield return line;
    }
}
