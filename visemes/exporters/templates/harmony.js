// The mouth of a song for Toon Boom Harmony, made by animatemusic.
//
// Put this file into Harmony's scripts folder, select the drawing layer of the mouth and run
// animatemusic_mouth() from the Script Editor. The layer's drawings are named like the mouths.
function animatemusic_mouth() {
    var mouths = @MOUTHS@; // first frame, frame after the last, drawing
    var end = @END@; // frames in all
    var layer = selection.selectedNode(0);
    var timing = layer ? node.linkedColumn(layer, "DRAWING.ELEMENT") : "";
    var at, i;
    if (!timing) {
        MessageBox.information("Select the drawing layer of the mouth, and run the script again.");
        return;
    }
    scene.beginUndoRedoAccum("Mouth");
    if (frame.numberOf() < end) {
        frame.insert(frame.numberOf(), end - frame.numberOf());
    }
    for (i = 0; i < mouths.length; i++) {
        for (at = mouths[i][0]; at < mouths[i][1]; at++) {
            column.setEntry(timing, 1, at, mouths[i][2]);
        }
    }
    scene.endUndoRedoAccum();
}
