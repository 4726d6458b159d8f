// The mouth of a song for Toon Boom Harmony, made by animatemusic.
//
// Put this file into Harmony's scripts folder, select the drawing layer of the mouth and run
// animatemusic_mouth() from the Script Editor. The layer's drawings are named like the mouths.
function animatemusic_mouth() {
    var rate = [@NUMERATOR@, @DENOMINATOR@]; // frames a second, as a fraction
    var mouths = @MOUTHS@; // frame, counted from 0, and the drawing that begins there
    var end = @END@; // frames in all
    var touching = @TOUCHING@; // drawings: 2 lips that meet, 1 teeth on the lip
    var layer = selection.selectedNode(0);
    var timing = layer ? node.linkedColumn(layer, "DRAWING.ELEMENT") : "";
    var ratio = scene.getFrameRate() * rate[1] / rate[0];
    var at, i, after, dialog, label;

@CONVERTER@
    if (!timing) {
        MessageBox.information("Select the drawing layer of the mouth, and run the script again.");
        return;
    }
    if (Math.abs(scene.getFrameRate() - rate[0] / rate[1]) > 0.01) {
        dialog = new Dialog();
        dialog.title = "Mouth";
        dialog.okButtonText = "Move it to the frames of this scene";
        dialog.cancelButtonText = "Change nothing";
        label = new Label();
        label.text = "This scene has " + scene.getFrameRate() + " frames a second, and the mouth "
            + "was made for " + (rate[0] / rate[1]) + ".";
        dialog.add(label);
        if (!dialog.exec()) {
            return;
        }
        mouths = atRate(mouths, ratio);
        end = Math.ceil(end * ratio - 0.0001);
    }
    scene.beginUndoRedoAccum("Mouth");
    if (frame.numberOf() < end) {
        frame.insert(frame.numberOf(), end - frame.numberOf());
    }
    for (i = 0; i < mouths.length; i++) {
        after = i + 1 < mouths.length ? mouths[i + 1][0] : end;
        for (at = mouths[i][0]; at < after; at++) {
            column.setEntry(timing, 1, at + 1, mouths[i][1]); // Harmony counts from 1
        }
    }
    scene.endUndoRedoAccum();
}
