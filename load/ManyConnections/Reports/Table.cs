using System.Text;

namespace RealtimeHub.Load.Reports;

/// <summary>Rows of a name and some columns, for a terminal or for Markdown. The first row is the titles.</summary>
internal sealed class Table
{
    private const int ColumnWidth = 14;
    private const int MinNameWidth = 36;

    private readonly List<(string Name, string[] Columns)> _rows = [];

    public void Add(string name, IEnumerable<string> columns) => _rows.Add((name, [.. columns]));

    public string ToText()
    {
        var nameWidth = Math.Max(MinNameWidth, _rows.Max(row => row.Name.Length));
        var text = new StringBuilder();
        foreach (var (name, columns) in _rows)
        {
            text.Append("  ").Append(name.PadRight(nameWidth));
            foreach (var column in columns) text.Append(column.PadLeft(ColumnWidth));
            text.AppendLine();
        }

        return text.ToString();
    }

    public string ToMarkdown()
    {
        var text = new StringBuilder();
        for (var i = 0; i < _rows.Count; i++)
        {
            AddLine(text, [_rows[i].Name, .. _rows[i].Columns]);
            if (i == 0) AddLine(text, Enumerable.Repeat("---", _rows[i].Columns.Length + 1));
        }

        return text.ToString();
    }

    private static void AddLine(StringBuilder text, IEnumerable<string> cells) =>
        text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");
}
