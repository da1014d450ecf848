namespace RealtimeHub.Load.Reports.Plots;

/// <summary>How much room a picture has, in units of its own. A phone gets a picture that was made for it: a wide one scaled down cannot be read.</summary>
/// <param name="Width">The whole width.</param>
/// <param name="PlotHeight">The height of one panel, without title and axis.</param>
/// <param name="Text">The size of its letters.</param>
internal sealed record ChartSize(int Width, int PlotHeight, double Text)
{
    /// <summary>For a picture beside another on a screen, or for a document.</summary>
    public static readonly ChartSize Half = new(540, 190, 12.5);

    /// <summary>For a picture that has the page to itself.</summary>
    public static readonly ChartSize Wide = new(860, 230, 13);

    /// <summary>For a phone.</summary>
    public static readonly ChartSize Narrow = new(330, 170, 11.5);

    public bool IsNarrow => Width < 400;

    /// <summary>About how wide a text becomes; on the safe side, for there are wide fonts.</summary>
    public double WidthOf(string text) => text.Sum(WidthOf) * Text;

    /// <summary>The same in bold.</summary>
    public double WidthOfBold(string text) => WidthOf(text) * 1.1;

    /// <summary>In parts of the height of the letters.</summary>
    private static double WidthOf(char letter) => letter switch
    {
        'i' or 'j' or 'l' or '.' or ',' or ':' or ';' or '\'' or '|' => 0.3,
        ' ' or 'f' or 't' or 'r' or '(' or ')' or '-' or '/' => 0.4,
        'm' or 'w' or 'M' or 'W' or '%' or '×' => 0.9,
        _ => char.IsAsciiLetterUpper(letter) ? 0.7 : 0.62,
    };
}
