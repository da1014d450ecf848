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

    /// <summary>About how wide a text is: letters of a usual sans-serif are a little more than half as wide as high.</summary>
    public double WidthOf(string text) => text.Length * Text * 0.56;
}
